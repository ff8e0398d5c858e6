import { lstatSync, mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, since it runs before anything is built
import { linkCommand } from '../../../src-main/cli/link-command.mjs';
import { temporaryFolder } from '../../helpers/lab-in-folder.ts';

function aProject(): string {
  const root = temporaryFolder();
  mkdirSync(join(root, 'src-main/cli'), { recursive: true });
  writeFileSync(join(root, 'src-main/cli/groklab.mjs'), '#!/usr/bin/env node\n', { mode: 0o644 });
  return root;
}

it('links the command once, whatever stood there, and makes it executable', () => {
  const root = aProject();
  const link = join(root, 'node_modules/.bin/groklab');
  linkCommand(root, 'linux');
  expect(readlinkSync(link)).toBe('../../src-main/cli/groklab.mjs');
  expect(statSync(link).mode & 0o111).toBe(0o111);
  const before = lstatSync(link).ino;
  linkCommand(root, 'linux');
  expect(lstatSync(link).ino).toBe(before);
});

it('replaces a file or a link to elsewhere', () => {
  const root = aProject();
  const link = join(root, 'node_modules/.bin/groklab');
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  writeFileSync(link, 'something else');
  linkCommand(root, 'linux');
  expect(readlinkSync(link)).toBe('../../src-main/cli/groklab.mjs');
});

it('writes shims for cmd and PowerShell on Windows', () => {
  const root = aProject();
  linkCommand(root, 'win32');
  const shim = (name: string) => readFileSync(join(root, 'node_modules/.bin', name), 'utf8');
  expect(shim('groklab.cmd')).toBe('@node "%~dp0\\..\\..\\src-main\\cli\\groklab.mjs" %*\r\n');
  expect(shim('groklab.ps1')).toContain('exit $LASTEXITCODE');
});

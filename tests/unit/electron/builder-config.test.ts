/** @file What the packaged app depends on for its safety is in the builder's configuration. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const text = readFileSync(resolve(root, 'electron-builder.yml'), 'utf8');

/** The lines of one top-level key; the file is plain enough for that. */
function block(key: string): string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`${key}:`));
  const length = lines.slice(start + 1).findIndex((line) => /^\S/.test(line) && !line.startsWith('#'));
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).map((line) => line.trim());
}

describe('the packaged app', () => {
  it.each([
    ['runAsNode', false],
    ['enableNodeOptionsEnvironmentVariable', false],
    ['enableNodeCliInspectArguments', false],
    ['onlyLoadAppFromAsar', true],
    ['enableEmbeddedAsarIntegrityValidation', true],
    ['enableCookieEncryption', true],
    ['grantFileProtocolExtraPrivileges', false],
  ])('has the fuse %s set to %s', (fuse, value) => {
    expect(block('electronFuses')).toContain(`${fuse}: ${value}`);
  });

  it.each(['better-sqlite3', 'onnxruntime-node'])('has the native library %s beside its archive', (name) => {
    expect(block('asarUnpack')).toContain(`- node_modules/${name}/**`);
    const { dependencies } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(dependencies).toHaveProperty(name);
  });

  it('starts with the file that the build makes', () => {
    const { main } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { main: string };
    expect(main).toBe('out/main/electron.js');
    expect(block('files')).toContain('- out/**');
  });
});

/** @file The scripts of package.json that do more than call one program. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };

it('types are checked without what an earlier check left of components that are gone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'groklab-check-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, '.svelte-check/svelte'), { recursive: true });
  writeFileSync(join(folder, '.svelte-check/svelte/Gone.svelte.ts'), 'const n: number = "";');
  const [first = '', second] = packageJson.scripts.check.split(' && ');
  expect(second).toMatch(/^svelte-check /);
  // Once more: in a fresh checkout there is nothing to remove.
  for (let n = 0; n < 2; n++) {
    expect(spawnSync(first, { cwd: folder, shell: true }).status).toBe(0);
    expect(existsSync(join(folder, '.svelte-check'))).toBe(false);
  }
});

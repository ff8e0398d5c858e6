/** @file The scripts of package.json that do more than call one program. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const ROOT = join(import.meta.dirname, '../../..');

/** What `npm run` of that script and these words says, and its exit code. */
function script(name: 'bench:peers' | 'engine:tfjs-node', ...words: string[]) {
  const [, ...file] = packageJson.scripts[name].split(' ');
  const { status, stdout, stderr } = spawnSync(process.execPath, [...file, ...words], {
    ...{ cwd: ROOT, encoding: 'utf8' },
  });
  return { status, stdout, stderr };
}

it('the benchmark beside others explains itself, and says in a sentence what it cannot be asked for', () => {
  const help = script('bench:peers', '--help');
  expect(help).toMatchObject({ status: 0, stderr: '' });
  for (const word of ['--workload', 'W1, W2', '--rounds', '--threads', '--turn-ms', '--out', 'python3'])
    expect(help.stdout).toContain(word);
  for (const [words, problem] of [
    [['--round', '3'], "unknown option '--round'"],
    [['--workload', 'W9'], 'expected one of W1, W2'],
    [['--rounds', '0'], 'expected a whole number from 1'],
  ] as const) {
    const { status, stdout, stderr } = script('bench:peers', ...words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^.*\n$/);
    expect(stderr).toContain(problem);
  }
});

it('the engine that is brought on demand says beforehand how much that is', () => {
  const { status, stdout } = script('engine:tfjs-node', '--help');
  expect(status).toBe(0);
  const lock = join(ROOT, 'resources/tfjs-node/package-lock.json');
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as { packages: object };
  // All but the project itself.
  expect(stdout).toContain(` ${Object.keys(packages).length - 1} from npm's registry`);
  for (const size of [
    '250 MB on disk',
    '274 MB fetched',
    '1.6 GB of disk on the way',
    '900 MB left',
    'took 2 min',
  ])
    expect(stdout).toContain(size);
});

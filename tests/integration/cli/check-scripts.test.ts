/** @file The scripts that hold exported curves against a publication, given none. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const folder = resolve(import.meta.dirname, '../../published');

it.each<[script: string, input: string, ...words: string[]]>([
  ['check-melnik.ts', ''],
  ['check-melnik.ts', 'run,metric,step,seconds,value\n'],
  ['make-example-curve.ts', '', 'quick-start'],
])('%s says of %j that there is nothing to look at, and no more', (script, input, ...words) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve(folder, script), ...words], {
    input,
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^no evaluations on standard input; give .*\n$/);
});

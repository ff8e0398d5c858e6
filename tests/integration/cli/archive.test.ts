/** @file A sweep of real runs that leaves by the real command and enters another store by it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { groklab, lastObject, startGroklab, TINY } from '../../helpers/groklab.ts';
import { temporaryFolder } from '../../helpers/lab-in-folder.ts';

const aStore = () => join(temporaryFolder(), 'lab.db');
const GRID = ['--grid', 'optimizer.weightDecay=0.3,1', '--seeds', '2'];

async function exportsOf(store: string): Promise<string[]> {
  const asked = ['runs', 'curves'].flatMap((what) =>
    ['csv', 'json'].map((format) => ['export', what, '--format', format]),
  );
  const results = await Promise.all(asked.map((words) => groklab(store, ...words)));
  expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  return results.map(({ out }) => out);
}

it('the archive of a sweep, imported into an empty store, gives identical exports', async () => {
  const [from, to] = [aStore(), aStore()];
  await groklab(from, 'sweep', 'quick-start', ...TINY, ...GRID, '--steps', '60');
  const file = join(temporaryFolder(), 'sweep.zip');
  expect(await groklab(from, 'export', 'archive', '--sweep', 'last', '--out', file)).toMatchObject({
    code: 0,
  });
  const imported = await groklab(to, 'import', file, '--json');
  expect(lastObject(imported)).toEqual({ imported: [1, 2, 3, 4], present: [], sweeps: [1] });
  const [before, after] = [await exportsOf(from), await exportsOf(to)];
  expect(before[2]?.split('\n').length).toBeGreaterThan(20);
  expect(after).toEqual(before);
});

it('a run that was paused goes on in another store, bit for bit', async () => {
  const [from, to] = [aStore(), aStore()];
  const words = [
    ...TINY,
    '--steps',
    '3000',
    '--set',
    'checkpoint.everySteps=200',
    '--set',
    'evaluation.every=100',
  ];
  const started = startGroklab(from, 'run', 'quick-start', ...words);
  await started.saying('step');
  started.process.kill('SIGINT');
  await started.ended;
  const file = join(temporaryFolder(), 'run.zip');
  await groklab(from, 'export', 'archive', '--run', 'last', '--out', file);
  const other = await groklab(to, 'run', 'quick-start', ...TINY, '--steps', '10', '--json');
  expect(other.code).toBe(0);
  expect((await groklab(to, 'import', file)).out).toContain('imported 1 run (2)');
  for (const [store, run] of [
    [from, '1'],
    [to, '2'],
  ] as const)
    expect((await groklab(store, 'resume', run, '--json')).code).toBe(0);
  const curves = async (store: string, run: string) =>
    (await groklab(store, 'export', 'curves', '--run', run)).out
      .trimEnd()
      .split('\n')
      .map((line) =>
        line
          .split(',')
          .filter((_, i) => i !== 0 && i !== 3)
          .join(','),
      );
  const here = await curves(to, '2');
  expect(here).toEqual(await curves(from, '1'));
  expect(here.at(-1)).toContain(',3000,');
});

it('what is no archive is refused with the file and what to do', async () => {
  const file = join(temporaryFolder(), 'no.zip');
  writeFileSync(file, 'PK no');
  const result = await groklab(aStore(), 'import', file);
  expect(result).toMatchObject({ code: 2, out: '' });
  expect(result.err).toContain(`archive: ${file} is damaged, cut short or no archive`);
});

/** @file A sweep of real runs that leaves by the real command and enters another store by it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { groklab, lastObject, startGroklab, TINY } from '../../helpers/groklab.ts';
import { exportedHere, groklabHere } from '../../helpers/groklab-here.ts';
import { temporaryFolder } from '../../helpers/lab-in-folder.ts';

const aStore = () => join(temporaryFolder(), 'lab.db');
const GRID = ['--grid', 'optimizer.weightDecay=0.3,1', '--seeds', '2'];

const EXPORTS = ['runs', 'curves'].flatMap((what) =>
  ['csv', 'json'].map((format) => [what, '--format', format]),
);

/** What the command writes to standard output. */
async function exportsOf(store: string): Promise<string[]> {
  const results = await Promise.all(EXPORTS.map((words) => groklab(store, 'export', ...words)));
  expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  return results.map(({ out }) => out);
}

/** The same to files. One at a time: the store is named by the environment. */
async function exportsToFiles(store: string): Promise<string[]> {
  const contents: string[] = [];
  for (const words of EXPORTS) contents.push(await exportedHere(store, ...words));
  return contents;
}

it('the archive of a sweep, imported into an empty store, gives identical exports', async () => {
  const [from, to] = [aStore(), aStore()];
  await groklabHere(from, 'sweep', 'quick-start', ...TINY, ...GRID, '--steps', '60');
  const file = join(temporaryFolder(), 'sweep.zip');
  expect(await groklab(from, 'export', 'archive', '--sweep', 'last', '--out', file)).toMatchObject({
    code: 0,
  });
  const imported = await groklab(to, 'import', file, '--json');
  expect(lastObject(imported)).toEqual({ imported: [1, 2, 3, 4], present: [], sweeps: [1] });
  const [before, after] = [await exportsOf(from), await exportsToFiles(to)];
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
  await groklabHere(from, 'export', 'archive', '--run', 'last', '--out', file);
  const other = await groklabHere(to, 'run', 'quick-start', ...TINY, '--steps', '10', '--json');
  expect(other.code).toBe(0);
  expect((await groklabHere(to, 'import', file)).out).toContain('imported 1 run (2)');
  for (const [store, run] of [
    [from, '1'],
    [to, '2'],
  ] as const)
    expect((await groklab(store, 'resume', run, '--json')).code).toBe(0);
  const curves = async (store: string, run: string) =>
    (await exportedHere(store, 'curves', '--run', run))
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
  const result = await groklabHere(aStore(), 'import', file);
  expect(result).toMatchObject({ code: 2, out: '' });
  expect(result.err).toContain(`archive: ${file} is damaged, cut short or no archive`);
});

it('runs of other programs are taken in with what was guessed, and are marked where runs are listed', async () => {
  const store = aStore();
  const file = join(temporaryFolder(), 'other.csv');
  writeFileSync(file, 'Step,acc/val,acc/train,lr\n10,0.2,1,3\n20,1,1,3\n');
  const words = ['--map', 'lr=weights/norm', '--set', 'seed=9', '--tag', 'other'];
  const imported = await groklabHere(store, 'import', file, ...words);
  expect(imported).toMatchObject({ code: 0, err: '' });
  expect(imported.out).toBe(
    `imported run 1 (other) of ${file}: 'lr' as weights/norm, 'acc/train' as train/accuracy, 'acc/val' as val/accuracy\n`,
  );
  expect((await groklabHere(store, 'runs')).out).toMatch(/1 +other +foreign +9 +foreign +20 +20 +10 +20/);
  const shown = await groklabHere(store, 'show', '1');
  expect(shown.out).toContain('another program (other.csv, csv): lr as weights/norm');
  expect(shown.out).not.toContain('The same again');
  expect(await groklabHere(store, 'resume', '1')).toMatchObject({ code: 1 });
  expect(await groklabHere(store, 'import', file, '--map', 'lr')).toMatchObject({
    ...{ code: 2, err: "groklab: --map: expected name=value, got 'lr'.\n" },
  });
});

/** @file What `groklab runs` calls things is what can be asked for, and what `show` calls them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changeConfig } from '../../../src-main/contract/values/change-config.ts';
import { expandSweep } from '../../../src-main/contract/values/expand-sweep.ts';
import type { SweepSpec } from '../../../src-main/contract/values/sweep-spec.ts';
import { quickStart } from '../../../src-main/experiments/quick-start.ts';
import { configHash } from '../../../src-main/lab/config-hash.ts';
import { aFile, aNewRun, aStore, aSummary } from '../../unit/store/builders.ts';
import { exportedHere, groklabHere as groklab } from '../../helpers/groklab-here.ts';
import { temporaryFolder } from '../../helpers/lab-in-folder.ts';

async function aStoreWithTwo(): Promise<string> {
  const folder = temporaryFolder();
  const store = join(folder, 'lab.db');
  for (const [name, point2] of [
    ['late', 30],
    ['early', 20],
  ] as const) {
    const file = join(folder, `${name}.csv`);
    writeFileSync(file, `step,train_acc,val_acc\n10,1,0.1\n20,1,${point2 === 20 ? 1 : 0.2}\n30,1,1\n`);
    expect((await groklab(store, 'import', file)).code).toBe(0);
  }
  return store;
}

it('every head of a column of the table is an order and may stand in a filter', async () => {
  const store = await aStoreWithTwo();
  const [heads = ''] = (await groklab(store, 'runs')).out.split('\n');
  const words = heads.trim().split(/\s+/);
  expect(words).toContain('generalised');
  for (const word of words) {
    expect(await groklab(store, 'runs', '--sort', word)).toMatchObject({ code: 0, err: '' });
    const filter = `${word} != ${{ status: 'queued', tags: 'none' }[word] ?? 7}`;
    expect(await groklab(store, 'runs', '--filter', filter)).toMatchObject({ code: 0, err: '' });
  }
  const ids = async (...more: string[]) => {
    const { out } = await groklab(store, 'runs', '--json', ...more);
    return (JSON.parse(out) as { runs: { id: number }[] }).runs.map(({ id }) => id);
  };
  expect(await ids('--sort', 'generalised')).toEqual([2, 1]);
  expect(await ids('--sort', '-generalised')).toEqual([1, 2]);
  expect(await ids('--filter', 'generalised < 30 and memorised = 10')).toEqual([2]);
});

it('a run of another program has one word for its status', async () => {
  const store = await aStoreWithTwo();
  expect((await groklab(store, 'runs')).out).toMatch(/1 +late .* foreign +30/);
  expect((await groklab(store, 'show', '1')).out).toMatch(/^ *status +foreign$/m);
  const named = async (filter: string) =>
    (await groklab(store, 'runs', '--filter', filter)).out.match(/late|early/g);
  expect(await named('status = foreign')).toEqual(['early', 'late']);
  expect(await named('status = finished')).toBeNull();
  const { out: compared } = await groklab(store, 'compare', '1', '2');
  expect(compared).toMatch(/^status +foreign +foreign$/m);
  expect(compared).toMatch(/^time +– +–$/m);
  expect((await groklab(store, 'show', '1')).out).toMatch(/^ *steps +30 of 30$/m);
  const { out: json } = await groklab(store, 'compare', '1', '--json');
  expect(JSON.parse(json)).toMatchObject({
    runs: [{ status: 'foreign', seconds: null, foreign: { file: 'late.csv' } }],
  });
  expect((await groklab(store, 'runs', '--status', 'finished')).out).toBe('No run fits.\n');
  const listed = JSON.parse((await groklab(store, 'runs', '--json')).out) as { runs: object[] };
  expect(listed.runs).toMatchObject([{ status: 'foreign' }, { status: 'foreign' }]);
  const exported = (format: string) => exportedHere(store, 'runs', '--format', format);
  expect(await exported('csv')).toMatch(/^id,name,experiment,status,.*\n1,late,foreign,foreign,/);
  expect(JSON.parse(await exported('json'))).toMatchObject([{ status: 'foreign' }, { status: 'foreign' }]);
  const refused = await groklab(store, 'runs', '--status', 'foreign');
  expect(refused.err).toContain("--filter 'status = foreign' finds those of other programs");
});

it('a point that was not reached is told as the pages tell it: by when, that it may still come, or nothing', async () => {
  const file = aFile();
  const store = aStore(file);
  for (const status of ['finished', 'paused', 'stopped', 'failed'] as const) {
    const { id } = store.writer.insertRun(aNewRun({ name: status }));
    const values = { 'train/accuracy': 0.5, 'val/accuracy': 0.1 };
    const point1 = status === 'finished' ? { step: 1200, after: 1100 } : null;
    store.writer.appendEvaluations(id, [{ step: 2000, seconds: 1, values }], aSummary(2000, { point1 }));
    store.writer.updateRun(id, { status });
  }
  const NOT_BEGUN = ['queued', 'running', 'paused', 'interrupted', 'stopped'] as const;
  for (const status of NOT_BEGUN) {
    const { id } = store.writer.insertRun(aNewRun({ name: status }));
    store.writer.updateRun(id, { status });
  }
  store.close();
  const plain = (text: string) => text.replaceAll('\u2009', ' ');
  const { out } = await groklab(file, 'runs', '--sort', 'id');
  const rows = plain(out)
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));
  const [from, to] = ['memorised', 'generalised'].map((head) => rows[0]?.indexOf(head) ?? -1);
  expect(rows.slice(1, 5).map((row) => [row[1], row[from as number], row[to as number]])).toEqual([
    ['finished', '1 200', '> 2 000'],
    ['paused', '…', '…'],
    ['stopped', '–', '–'],
    ['failed', '–', '–'],
  ]);
  expect(rows.slice(5, 10).map((row) => [row[1], row[from as number], row[to as number]])).toEqual(
    NOT_BEGUN.map((status) => (status === 'stopped' ? [status, '–', '–'] : [status, '…', '…'])),
  );
  const compared = plain((await groklab(file, 'compare', '1', '2', '3', '4')).out);
  expect(compared).toMatch(/^generalised at +> 2 000 +… +– +–$/m);
});

it('a comparison says of which experiment each run is where they are of several', async () => {
  const file = aFile();
  const store = aStore(file);
  for (const experiment of ['quick-start', 'quick-start', 'power-2022/addition'])
    store.writer.insertRun(aNewRun({ experiment }));
  store.close();
  expect((await groklab(file, 'compare', '1', '2')).out).not.toContain('experiment');
  expect((await groklab(file, 'compare', '1', '3')).out).toMatch(
    /^experiment +quick-start +power-2022\/addition$/m,
  );
});

const DECAY = 'optimizer.weightDecay';

type Axes = Record<string, (number | string)[]>;

/** A store with a run of no sweep, of weight decay 1, and the runs of sweeps over these values and two seeds, by names. */
function aStoreWithSweeps(sweeps: Readonly<Record<string, Axes>>): string {
  const file = aFile();
  const store = aStore(file);
  store.writer.insertRun(aNewRun({ name: 'alone' }));
  for (const [name, axes] of Object.entries(sweeps)) {
    const spec: SweepSpec = {
      ...{ experiment: 'quick-start', changes: {}, samples: 0, draw: 1, points: [], search: null },
      axes: Object.entries(axes).map(([path, values]) => ({ kind: 'grid', path, values })),
      seeds: [1, 2],
    };
    const points = expandSweep(spec).map(({ changes, seed }, i) => {
      const config = changeConfig(quickStart.config, { ...changes, seed });
      const hash = configHash(config);
      const run = aNewRun({ name: `${name}-${i + 1}`, config, configHash: hash });
      return { changes, seed, configHash: hash, run };
    });
    const rest = { engine: 'onnx-cpu' as const, threads: 1, parallel: null, tags: [], createdAt: 1 };
    store.writer.insertSweep({ uid: name, name, spec, ...rest }, points);
  }
  store.close();
  return file;
}

it('a tag that no run has is said to be none, with those there are', async () => {
  const file = aFile();
  const store = aStore(file);
  store.writer.insertRun(aNewRun({ tags: ['paper'] }));
  // A name that none gets any more.
  store.writer.insertRun(aNewRun({ name: '5', tags: ['draft'] }));
  store.close();
  expect((await groklab(file, 'show', '2')).out).toContain('Run 2: 5\n');
  const said = async (filter: string, command = 'runs') =>
    (await groklab(file, command, '--filter', filter)).out;
  expect(await said('tag:papr')).toBe("No run fits: no run has the tag 'papr' (did you mean paper?).\n");
  expect(await said('tag:paper and tag:zebra', 'grok-times')).toBe(
    "No run fits: no run has the tag 'zebra'; there are draft, paper.\n",
  );
  expect(await said('tag:paper and tag:draft and not tag:zebra')).toBe('No run fits.\n');
  // It is not for want of the tag where there is another way to fit.
  expect(await said('tag:papr or seed = 99')).toBe('No run fits.\n');
  expect((await groklab(file, 'rm', '--filter', 'tag:papr')).err).toContain(
    "--filter: no run fits 'tag:papr' (archived runs are left alone): no run has the tag 'papr' (did you mean paper?); nothing was changed.",
  );
  expect((await groklab(file, 'tag', '1', '2', '--remove', 'paper', '--remove', 'draft')).code).toBe(0);
  expect(await said('tag:papr')).toBe('No run fits: no run has any tag.\n');
});

it('a misspelt tag is told from what fits: nothing is changed, and whoever only looks is warned', async () => {
  const file = aFile();
  const store = aStore(file);
  for (const tag of ['keeper', 'my tag']) store.writer.insertRun(aNewRun({ tags: [tag] }));
  store.close();
  const problem = "--filter: no run has the tag 'keepr' (did you mean keeper?)";
  for (const filter of ['not tag:keepr', 'tag != keepr', 'tag:keepr or seed < 99', 'not (tag in (keepr))']) {
    for (const [command, ...words] of [
      ['rm'],
      ['tag', '--add', 'x'],
      ['note', '--text', 'x'],
      ['name', '--to', 'x'],
    ] as const) {
      expect(await groklab(file, command, '--filter', filter, ...words)).toMatchObject({
        ...{ code: 2, out: '', err: `groklab: ${problem}; nothing was changed.\n` },
      });
    }
    for (const words of [['runs'], ['runs', '--json'], ['grok-times']])
      expect(await groklab(file, ...words, '--filter', filter)).toMatchObject({
        code: 0,
        err: `${problem}.\n`,
      });
  }
  const copy = ['--out', `${file}.csv`, '--force'];
  const exported = await groklab(file, 'export', 'runs', '--filter', 'not tag:keepr', ...copy);
  expect(exported).toMatchObject({ code: 0, err: `${problem}.\n${file}.csv: 2 runs\n` });
  // What is marked so that it is not marked twice.
  expect((await groklab(file, 'tag', '--filter', 'not tag:seen', '--add', 'seen')).code).toBe(0);
  // Once it is cleaned up there is nothing left to do.
  expect((await groklab(file, 'rm', '--filter', 'tag:"my tag" and not tag:keeper')).code).toBe(0);
  expect(await groklab(file, 'rm', '--filter', 'tag:"my tag"')).toMatchObject({ code: 0, err: '' });
});

it('an empty table says where the runs are, and the bin is said to be empty only where it is', async () => {
  const file = aFile();
  const store = aStore(file);
  for (const name of ['kept', 'gone']) store.writer.insertRun(aNewRun({ name, tags: [name] }));
  store.writer.updateRun(2, { archived: true });
  store.close();
  expect((await groklab(file, 'runs', '--bin')).out).toBe('The bin is empty.\n');
  expect((await groklab(file, 'rm', '2')).code).toBe(0);
  // Archived, and what restore would bring back.
  expect((await groklab(file, 'runs', '--bin')).out).toMatch(/2 +gone/);
  for (const [filter, why] of [
    ['seed = 99', ''],
    ['tag:kept', ''],
    ['tag:zebra', ": no run has the tag 'zebra'; there are gone, kept"],
  ] as const) {
    expect((await groklab(file, 'runs', '--bin', '--filter', filter)).out).toBe(
      `No run in the bin fits${why}.\n`,
    );
  }
  expect((await groklab(file, 'rm', '1')).code).toBe(0);
  for (const command of ['runs', 'grok-times']) {
    expect((await groklab(file, command)).out).toBe('No runs but 2 in the bin: groklab runs --bin\n');
  }
  expect((await groklab(file, 'restore', '2')).code).toBe(0);
  expect((await groklab(file, 'runs')).out).toBe(
    'No runs but 1 archived and 1 in the bin: groklab runs --archived, groklab runs --bin\n',
  );
});

it('rm --filter moves what fits to the bin, says beforehand what that is, and leaves archived runs alone', async () => {
  const file = aFile();
  const store = aStore(file);
  const seeded = (seed: number) => ({ config: changeConfig(quickStart.config, { seed }), name: `s${seed}` });
  for (const seed of [1, 2, 3, 4]) store.writer.insertRun(aNewRun(seeded(seed)));
  store.writer.updateRun(4, { archived: true });
  store.close();
  const rm = async (...words: string[]) => groklab(file, 'rm', ...words);
  const would =
    'would move run 2 (s2) to the bin\nwould move run 3 (s3) to the bin\nwould move 2 runs to the bin\n';
  expect(await rm('--filter', 'seed >= 2', '--dry-run')).toMatchObject({ code: 0, out: would });
  expect((await rm('1', '2', '--filter', 'seed >= 2', '--purge', '--dry-run')).out).toBe(
    'would delete run 2 (s2) for good\nwould delete 1 run for good\n',
  );
  const told = await rm('--filter', 'seed >= 2', '--dry-run', '--json');
  expect(JSON.parse(told.out)).toMatchObject({ dryRun: true, runs: [{ id: 2 }, { id: 3 }] });
  expect((await groklab(file, 'runs', '--archived', '--json')).out.match(/"id"/g)).toHaveLength(4);
  expect((await rm('1', '--json')).out).not.toContain('dryRun');
  expect((await groklab(file, 'restore', '1')).code).toBe(0);
  const said = 'moved run 2 (s2) to the bin\nmoved run 3 (s3) to the bin\n';
  expect(await rm('--filter', 'seed >= 2')).toMatchObject({ code: 0, out: said });
  // A script that cleans up every night has nothing to do on most of them.
  for (const [words, answer] of [
    [['seed >= 2'], "no run fits 'seed >= 2' (archived runs are left alone); nothing was moved.\n"],
    [['archived and seed = 1'], "no run fits 'archived and seed = 1'; nothing was moved.\n"],
    [['status = failed', '--purge'], "no run fits 'status = failed'; nothing was deleted.\n"],
    [['status = failed', '--dry-run', '--json'], '{"dryRun":true,"runs":[]}\n'],
  ] as const) {
    expect(await rm('--filter', ...words)).toEqual({ code: 0, signal: null, out: answer, err: '' });
  }
  for (const [words, problem] of [
    [['--filter', ''], '--filter: expected a condition'],
    [['--filter', 'sed = 2'], "there is no field 'sed'"],
    [[], 'expected runs, --sweep or --filter'],
  ] as const) {
    expect(await rm(...words)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(problem) });
  }
  expect((await groklab(file, 'restore', '2', '3')).code).toBe(0);
  expect((await rm('--filter', 'seed >= 2 and archived')).out).toBe('moved run 4 (s4) to the bin\n');
});

it('what a sweep varied has a column, which sorts and filters, only where one of its runs is listed', async () => {
  const store = aStoreWithSweeps({ decays: { [DECAY]: [0.3, 10] } });
  const rows = async (...more: string[]) =>
    (await groklab(store, 'runs', ...more)).out.split('\n').map((line) => line.trim().split(/ {2,}/));
  const [head = [], ...all] = await rows('--sort', DECAY);
  expect(head.slice(0, 4)).toEqual(['id', 'name', DECAY, 'experiment']);
  const shown = String(quickStart.config.optimizer.weightDecay);
  expect(all.slice(0, 5).map((row) => row[2])).toEqual(['0.3', '0.3', shown, '10', '10']);
  expect((await rows('--filter', `${DECAY} > 5`)).slice(1, -1).map((row) => row[2])).toEqual(['10', '10']);
  expect((await rows('--filter', 'name = alone'))[0]).not.toContain(DECAY);
  const would = await groklab(store, 'rm', '--sweep', 'decays', '--dry-run');
  expect(would.out).toBe('would move sweep 1 (decays) with 4 runs to the bin\n');
  const told = await groklab(store, 'rm', '--sweep', 'decays', '--dry-run', '--json');
  expect(JSON.parse(told.out)).toMatchObject({ dryRun: true, sweep: { id: 1 } });
  expect((await groklab(store, 'rm', '--sweep', 'decays')).out).toBe(
    would.out.replace('would move', 'moved'),
  );
  expect((await rows())[0]).not.toContain(DECAY);
  expect((await rows('--bin'))[0]).toContain(DECAY);
});

it('an empty table of sweeps says that they are in the bin, and what brings one back', async () => {
  const store = aStoreWithSweeps({ first: { [DECAY]: [0.3] }, second: { [DECAY]: [3] } });
  const said = async (...words: string[]) => (await groklab(store, ...words)).out;
  expect(await said('sweeps', '--bin')).toBe('The bin is empty.\n');
  for (const name of ['first', 'second']) await said('rm', '--sweep', name);
  expect(await said('sweeps')).toBe(
    'No sweeps but 2 in the bin: groklab sweeps --bin lists them, groklab restore --sweep ID brings one back\n',
  );
  expect(await said('sweeps', '--json')).toBe('{"sweeps":[]}\n');
  expect(await said('restore', '--sweep', 'first')).toContain('out of the bin');
  expect(await said('sweeps')).toMatch(/1 +first/);
  await said('rm', '--sweep', 'first', '--purge');
  expect(await said('sweeps')).toBe(
    'No sweeps but one in the bin: groklab restore --sweep 2 brings it back\n',
  );
  expect(await said('restore', '--sweep', '2')).toContain('sweep 2 (second) is out of the bin');
});

/** Titles and cells of the table, the runs by id. */
async function rowsOf(store: string, ...more: string[]): Promise<string[][]> {
  const { out } = await groklab(store, 'runs', '--sort', 'id', ...more);
  return out
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));
}

it('sweeps over different settings have one column, in which each run has what its own sweep varied', async () => {
  const store = aStoreWithSweeps({
    decays: { [DECAY]: [0.3, 10] },
    wide: { 'model.width': [32, 64], 'optimizer.kind': ['sgd'] },
    again: { [DECAY]: [3] },
    seeds: {},
  });
  const [head = [], ...rows] = await rowsOf(store);
  expect(head.slice(0, 4)).toEqual(['id', 'name', 'varied', 'experiment']);
  const said = Object.fromEntries(rows.map((row) => [row[1], row[2]]));
  expect(said).toMatchObject({
    ...{ alone: '–', 'decays-1': 'weightDecay=0.3 seed=1', 'decays-4': 'weightDecay=10 seed=2' },
    ...{ 'wide-2': 'width=64 optimizer.kind=sgd seed=1', 'again-1': 'weightDecay=3 seed=1' },
    'seeds-2': 'seed=2',
  });
  const own = await rowsOf(store, '--sweep', 'wide');
  expect(own[0]?.slice(2, 5)).toEqual(['model.width', 'optimizer.kind', 'experiment']);
  expect(own[1]?.slice(2, 4)).toEqual(['32', 'sgd']);
  const alike = await rowsOf(store, '--filter', `${DECAY} = 10 or ${DECAY} = 3`);
  expect(alike[0]?.slice(2, 4)).toEqual([DECAY, 'experiment']);
});

it('a sweep over more settings than a terminal is wide for has one column too', async () => {
  const four = { [DECAY]: [0.3], 'model.width': [32], 'optimizer.learningRate': [0.01], 'budget.steps': [9] };
  const [head = [], , first = []] = await rowsOf(aStoreWithSweeps({ four }));
  expect(head.slice(2, 4)).toEqual(['varied', 'experiment']);
  expect(first[2]).toBe('weightDecay=0.3 width=32 learningRate=0.01 steps=9 seed=1');
});

/** @file Sweeps by the real command with real workers, on networks of a few hundred weights. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OwnRun } from '../../../src-main/contract/values/run-record.ts';
import type { SweepPointRecord, SweepRecord } from '../../../src-main/contract/values/sweep-record.ts';
import { groklab, lastObject, startGroklab, TINY, type CommandResult } from '../../helpers/groklab.ts';
import { hasEngine } from '../../helpers/engines-here.ts';
import { exportedHere, groklabHere } from '../../helpers/groklab-here.ts';
import { aLab, anOrder, runIn, temporaryFolder } from '../../helpers/lab-in-folder.ts';
import { aFile, aNewRun, aStore as anOpenStore } from '../../unit/store/builders.ts';
import { unless } from '../../helpers/unless.ts';

const aStore = () => join(temporaryFolder(), 'lab.db');
const GRID = ['--grid', 'optimizer.weightDecay=0.3,1'];
const SAVED = ['--set', 'evaluation.every=200', '--set', 'checkpoint.everySteps=500'];
const LONG = ['--steps', '6000', ...SAVED];

interface SweepObject {
  readonly sweep: number;
  readonly runs: number[];
  readonly finished: number;
  readonly failed: number;
  readonly seconds: number;
}

async function shown(
  store: string,
  command = groklabHere,
): Promise<SweepRecord & { points: SweepPointRecord[] }> {
  type Shown = { sweep: SweepRecord & { points: SweepPointRecord[] } };
  return lastObject<Shown>(await command(store, 'show', '--sweep', 'last', '--json')).sweep;
}

/** Run, metric, step and value of every row of the last sweep: what identical curves have in common. */
async function curves(store: string): Promise<string[]> {
  return (await exportedHere(store, 'curves', '--sweep', 'last'))
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [run, metric, step, , value] = line.split(',');
      return [run, metric, step, value].join(',');
    });
}

function refused(result: CommandResult, named: string): void {
  expect(result).toMatchObject({ code: 2, out: '' });
  expect(result.err).toContain(named);
  expect(result.err.trimEnd().split('\n')).toHaveLength(1);
}

describe('groklab sweep', () => {
  it('runs every combination on every seed, knows its runs, and is extended without repeating any', async () => {
    const store = aStore();
    const words = ['sweep', 'quick-start', ...TINY, ...GRID, '--steps', '30'];
    const result = await groklab(store, ...words, '--seeds', '2', '--json');
    expect(result.code).toBe(0);
    const object = lastObject<SweepObject>(result);
    expect(Object.keys(object)).toEqual(['sweep', 'runs', 'finished', 'failed', 'seconds']);
    expect(object).toMatchObject({ sweep: 1, runs: [1, 2, 3, 4], finished: 4, failed: 0 });
    const { runs } = lastObject<{ runs: OwnRun[] }>(
      await groklabHere(store, 'runs', '--sweep', '1', '--json'),
    );
    expect(
      runs.map(({ config, sweep }) => [sweep, config.seed, config.optimizer.weightDecay]).sort(),
    ).toEqual([
      [1, 1, 0.3],
      [1, 1, 1],
      [1, 2, 0.3],
      [1, 2, 1],
    ]);

    const extend = ['extend', 'last', '--grid', 'optimizer.weightDecay=1,3'];
    const dry = await groklabHere(store, ...extend, '--dry-run');
    expect(dry).toMatchObject({ code: 0, err: '' });
    expect(dry.out).toMatch(/^2 runs\n(about|how long) .*\n$/);
    const preview = lastObject(await groklabHere(store, ...extend, '--seeds', '3', '--dry-run', '--json'));
    expect(preview).toMatchObject({ runs: 5, invalid: [], existing: [] });
    const wrong = await groklabHere(store, 'extend', 'last', '--grid', 'model.width=8', '--dry-run');
    refused(wrong, 'model.width: is not a grid of this sweep');
    expect((await shown(store)).points).toHaveLength(4);

    const extended = await groklab(store, 'extend', 'last', '--grid', 'optimizer.weightDecay=3', '--json');
    expect(lastObject<SweepObject>(extended)).toMatchObject({
      sweep: 1,
      runs: [1, 2, 3, 4, 5, 6],
      finished: 6,
    });
    const again = await groklab(store, ...words, '--seeds', '3', '--reuse', '--json');
    expect(lastObject<SweepObject>(again)).toMatchObject({ sweep: 2, finished: 6, runs: [1, 2, 3, 4, 7, 8] });

    await groklabHere(store, 'rm', '7', '--purge');
    await groklabHere(store, 'rm', '8');
    const rerun = lastObject<SweepObject>(await groklab(store, 'rerun-missing', 'last', '--json'));
    expect(rerun).toMatchObject({ sweep: 2, finished: 6, runs: [1, 2, 3, 4, 9, 10] });
  });

  it('starts nothing where it is asked for something that cannot be', async () => {
    const folder = temporaryFolder();
    const sweep = (...words: string[]) =>
      groklabHere(join(folder, 'lab.db'), 'sweep', 'quick-start', ...words);
    const badList = join(temporaryFolder(), 'list.csv');
    writeFileSync(badList, 'model.width,seed\n8\n');
    refused(await groklab(join(folder, 'lab.db'), 'sweep', 'quick-start'), 'nothing varies');
    refused(await sweep('--grid', 'optimizer.decayRate=1,2'), "unknown field 'optimizer.decayRate'");
    refused(await sweep('--grid', 'optimizer.weightDecay=1,-1'), 'optimizer.weightDecay: expected a number');
    refused(await sweep('--grid', 'model.width=32,64', '--seeds', '9000'), '18000 runs');
    refused(await sweep('--grid', 'model.width=32', '--seeds', '1000000'), '--seeds');
    refused(await sweep('--seeds', '0'), '--seeds');
    refused(await sweep('--random', 'model.width=8..16'), '--samples');
    refused(await sweep('--bisect', 'task.trainFraction=0.5..0.5'), 'task.trainFraction');
    const twice = [
      '--bisect',
      'optimizer.weightDecay=0.1..10:log',
      '--bisect',
      'task.trainFraction=0.2..0.5',
    ];
    refused(
      await sweep(...twice),
      "--bisect: a sweep searches one setting; give 'task.trainFraction=0.2..0.5'",
    );
    refused(await sweep('--bisect', 'optimizer.weightDecay=0.5..2:int'), 'begins and ends with them');
    refused(await sweep('--list', badList), 'line 2');
    refused(await sweep('--grid', 'model.heads=3,5'), 'model.heads: 3 does not divide');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says before it starts how many runs there are and which cannot be', async () => {
    const folder = temporaryFolder();
    const grids = ['--grid', 'model.heads=2,3', '--grid', 'optimizer.weightDecay=0.3,1', '--seeds', '2'];
    const words = ['sweep', 'quick-start', ...TINY, ...grids];
    const preview = await groklab(join(folder, 'lab.db'), ...words, '--dry-run', '--json');
    // As without --dry-run, where the sweep would be refused.
    expect(preview.code).toBe(2);
    const { runs, invalid } = lastObject<{ runs: number; invalid: { message: string }[] }>(preview);
    expect(runs).toBe(4);
    expect(invalid.map(({ message }) => message)).toEqual(
      Array(2).fill(expect.stringContaining('model.heads: 3')),
    );
    const told = await groklabHere(join(folder, 'lab.db'), ...words, '--dry-run');
    expect(told).toMatchObject({ code: 2, out: expect.stringMatching(/^4 runs\n[^]*--skip-invalid leaves/) });
    const skipping = await groklabHere(join(folder, 'lab.db'), ...words, '--skip-invalid', '--dry-run');
    expect(skipping).toMatchObject({ code: 0, out: expect.stringContaining('cannot be run: model.heads=3') });
    expect(skipping.out).not.toContain('--skip-invalid');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says of a search how many runs there are at most, and which', async () => {
    const search = ['--bisect', 'task.trainFraction=0.2..0.5', '--rounds', '3', '--seeds', '4', '--dry-run'];
    const sweep = (...words: string[]) =>
      groklabHere(join(temporaryFolder(), 'lab.db'), 'sweep', 'quick-start', ...search, ...words);
    const { out } = await sweep();
    expect(out).toMatch(
      /^at most 20 runs: 4 \(one per seed\) at each end of task\.trainFraction, then 4 in the middle of what is left, up to 3 times\n/,
    );
    expect(lastObject(await sweep('--json'))).toMatchObject({
      ...{ runs: 20, atMost: true },
      search: { path: 'task.trainFraction', from: 0.2, to: 0.5, target: 0.5, rounds: 3, seeds: 4 },
    });
  });

  it(
    'refuses an engine that does not work here already in a dry run',
    unless(hasEngine('tfjs-node') ? 'every engine works here' : ''),
    async () => {
      const folder = temporaryFolder();
      const words = ['sweep', 'quick-start', '--seeds', '2', '--engine', 'tfjs-node', '--dry-run'];
      refused(await groklabHere(join(folder, 'lab.db'), ...words), 'engine: tfjs-node does not work here');
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('adds to one that was made without what cannot be run, and says before exactly what it refuses', async () => {
    const store = aStore();
    const lab = await aLab(store);
    const axes = [{ kind: 'grid' as const, path: 'optimizer.weightDecay', values: [0.3, -1] }];
    const spec = { experiment: 'quick-start', changes: anOrder().changes, axes, samples: 0, draw: 1 };
    const { sweep } = await lab.request('sweeps.create', {
      spec: { ...spec, points: [], seeds: [1], search: null },
      ...{ name: '', tags: [], engine: 'onnx-cpu', threads: 1, parallel: null },
      ...{ reuse: false, skipInvalid: true },
    });
    const addition = { values: {}, samples: 0, points: [], seeds: [2] };
    const asked = { sweep: sweep.id, addition, reuse: false, skipInvalid: false };
    expect((await lab.request('sweeps.extend', asked)).runs).toEqual([2]);
    for (const id of [1, 2]) await runIn(lab, id, 'finished');
    await lab.close();

    const extend = (...words: string[]) => groklabHere(store, 'extend', 'last', ...words);
    const seeds = await extend('--seeds', '3', '--dry-run');
    expect(seeds).toMatchObject({ code: 0, out: expect.stringMatching(/^1 run\n/) });
    expect(seeds.out).not.toContain('cannot');
    const grid = ['--grid', 'optimizer.weightDecay=1,-2'];
    const dry = await extend(...grid, '--dry-run');
    expect(dry).toMatchObject({ code: 2, out: expect.stringMatching(/^2 runs\n[^]*--skip-invalid leaves/) });
    expect(dry.out).toContain('cannot be run: optimizer.weightDecay=-2:');
    expect(dry.out).not.toContain('optimizer.weightDecay=-1:');
    const refusal = await extend(...grid);
    refused(refusal, 'optimizer.weightDecay: expected');
    expect(refusal.err).not.toContain('combinations');
    const skipping = await extend(...grid, '--skip-invalid', '--dry-run');
    expect(skipping).toMatchObject({ code: 0, out: expect.stringMatching(/^2 runs\n/) });
  });

  it('answers 2 where nothing of it can be run', async () => {
    const words = ['sweep', 'quick-start', ...TINY, '--grid', 'optimizer.weightDecay=-1,-3'];
    const preview = await groklabHere(join(temporaryFolder(), 'lab.db'), ...words, '--dry-run');
    expect(preview).toMatchObject({ code: 2, out: expect.stringContaining('cannot be run') });
  });

  it('takes a list of runs from a file', async () => {
    const list = join(temporaryFolder(), 'list.csv');
    writeFileSync(list, 'optimizer.weightDecay,model.width\r\n0.5,16\r\n2,\r\n');
    const store = aStore();
    await groklabHere(store, 'sweep', 'quick-start', ...TINY, '--steps', '5', '--list', list);
    const { points } = await shown(store);
    expect(points.map(({ changes }) => changes)).toEqual([
      { 'optimizer.weightDecay': 0.5, 'model.width': 16 },
      { 'optimizer.weightDecay': 2 },
    ]);
  });

  it('killed outright goes on to the curves of an undisturbed sweep', async () => {
    const [store, calm] = [aStore(), aStore()];
    // Killed in the first of four runs: each may be short.
    const words = [
      'sweep',
      'quick-start',
      ...TINY,
      '--steps',
      '1500',
      ...SAVED,
      ...GRID,
      '--seeds',
      '2',
      '--json',
    ];
    const command = startGroklab(store, ...words);
    await command.saying('run 1 ');
    command.process.kill('SIGKILL');
    expect((await command.ended).signal).toBe('SIGKILL');
    const { counts } = await shown(store, groklab);
    expect(counts.running).toBe(0);
    expect(counts.finished).toBeLessThan(4);

    const resumed = await groklab(store, 'resume', '--sweep', 'last', '--json');
    expect(resumed.code).toBe(0);
    expect(lastObject<SweepObject>(resumed)).toMatchObject({ sweep: 1, finished: 4, failed: 0 });
    await groklab(calm, ...words);
    expect(await curves(store)).toEqual(await curves(calm));
  });

  it('is taken over by the terminal that follows it when its owner dies', async () => {
    const store = aStore();
    const owner = startGroklab(store, 'run', 'quick-start', ...TINY, '--steps', '100000000');
    await owner.saying('run 1 ');
    const words = ['sweep', 'quick-start', ...TINY, ...LONG, ...GRID, '--json'];
    const follower = startGroklab(store, ...words);
    await follower.saying('handed over');
    owner.process.kill('SIGKILL');
    const { code, err, out } = await follower.ended;
    expect(err).toContain('this one goes on with it');
    expect(code).toBe(0);
    expect(JSON.parse(out) as SweepObject).toMatchObject({ runs: [2, 3], finished: 2 });
  });

  it('lists what a search has tried by the value it searches, not in the order it asked', async () => {
    const path = 'optimizer.weightDecay';
    const search = { path, low: 2, high: 16, scale: 'log', target: 0.5, rounds: 2, whole: false } as const;
    const file = aFile();
    const store = anOpenStore(file);
    const shared = { experiment: 'quick-start', changes: {}, samples: 0, draw: 1 };
    const spec = { ...shared, axes: [], points: [], seeds: [1], search };
    const points = [2, 16, 5.66, 9.5].map((value, i) => ({
      ...{ changes: { [path]: value }, seed: 1, configHash: `hash-${i}` },
      run: aNewRun({ configHash: `hash-${i}` }),
    }));
    const rest = { engine: 'onnx-cpu' as const, threads: 1, parallel: null, tags: [], createdAt: 1 };
    store.writer.insertSweep({ uid: 'search', name: 'critical', spec, ...rest }, points);
    store.close();
    const { out } = await groklabHere(file, 'show', '--sweep', 'critical');
    const [, matrix = ''] = out.split('\n\n');
    const rows = matrix.split('\n').map((line) => line.trim().split(/ {2,}/)[0]);
    expect(rows.slice(0, 5)).toEqual([path, '2', '5.66', '9.5', '16']);
  });

  it('searches a critical value, and says where there is none', async () => {
    const store = aStore();
    // Nothing reaches a threshold of 0.99 in 20 steps, so both ends lie on one side.
    const search = ['--bisect', 'task.trainFraction=0.3..0.7', '--rounds', '2'];
    const words = ['sweep', 'quick-start', ...TINY, '--steps', '20', ...search];
    const result = await groklab(store, ...words);
    expect(result.code).toBe(0);
    expect(result.out).toContain('no crossing');
    const { search: state } = await shown(store);
    expect(state).toMatchObject({ status: 'no-crossing', low: 0.3, high: 0.7, wanted: [] });
    expect(state?.rows.map(({ value, censored }) => [value, censored])).toEqual([
      [0.3, 1],
      [0.7, 1],
    ]);
  });
});

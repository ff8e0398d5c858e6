/** @file Sweeps and the queue in a lab whose workers are scripted. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SweepRecord } from '../../../src-main/contract/values/sweep-record.ts';
import type { SweepSpec } from '../../../src-main/contract/values/sweep-spec.ts';
import type { LabClient } from '../../../src-main/contract/wire/lab-client.ts';
import { ALL_RUNS } from '../../../src-main/contract/wire/requests.ts';
import type { SweepOrder } from '../../../src-main/contract/wire/sweep-requests.ts';
import { aLab, anOrder, runIn, temporaryFolder } from '../../helpers/lab-in-folder.ts';

const aStore = () => join(temporaryFolder(), 'lab.db');

function aSweep(parts: Partial<SweepSpec> = {}, rest: Partial<SweepOrder> = {}): SweepOrder {
  const spec: SweepSpec = {
    ...{ experiment: 'quick-start', changes: anOrder().changes, axes: [], samples: 0, draw: 1, points: [] },
    ...{ seeds: [1, 2], search: null, ...parts },
  };
  const how = { name: '', tags: ['t'], engine: 'onnx-cpu' as const, threads: 1, parallel: null };
  return { spec, ...how, reuse: false, skipInvalid: false, ...rest };
}

const decays = { kind: 'grid' as const, path: 'optimizer.weightDecay', values: [0.3, 1] };

const many = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const asGrid = (values: number[], i: number) => ({
  kind: 'grid' as const,
  path: ['model.width', 'batch.size'][i] as string,
  values,
});

/** Waits until no run of the sweep runs or waits. */
async function still(lab: LabClient, id: number): Promise<SweepRecord> {
  const reached = Promise.withResolvers<SweepRecord>();
  const look = (sweep: SweepRecord) => {
    if (sweep.id === id && !sweep.active) reached.resolve(sweep);
  };
  const end = lab.on('sweep.changed', ({ sweep }) => look(sweep));
  look((await lab.request('sweeps.get', { sweep: id })).sweep);
  return reached.promise.finally(end);
}

describe('a sweep', () => {
  it('is paused and resumed as a whole, and tells how it stands', async () => {
    const lab = await aLab(aStore(), { stepMs: 5 }, { cores: 2 });
    const { sweep, runs } = await lab.request('sweeps.create', aSweep({ axes: [decays] }));
    expect(runs).toHaveLength(4);
    const paused = await lab.request('sweeps.pause', { sweep: sweep.id });
    expect(paused.sweep).toMatchObject({ active: false, counts: { total: 4, paused: 4 } });
    await lab.request('sweeps.resume', { sweep: 'last' });
    expect((await still(lab, sweep.id)).counts).toMatchObject({ finished: 4, reached: 4 });
    await expect(lab.request('sweeps.resume', { sweep: 'last' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('has no more runs at a time than it may have, and lets others past', async () => {
    const lab = await aLab(aStore(), { stepMs: 5 }, { cores: 3 });
    const order = aSweep({ axes: [decays] }, { parallel: 1 });
    const { runs } = await lab.request('sweeps.create', order);
    const { run } = await lab.request('runs.create', anOrder({ seed: 9 }));
    await runIn(lab, run.id, 'running', 'finished');
    const { running } = await lab.request('queue.read', { limit: 10 });
    expect(running.filter(({ sweep }) => sweep !== null).length).toBeLessThanOrEqual(1);
    expect(runs).not.toContain(run.id);
  });

  it('gives a new run to each point whose run failed, and keeps the others', async () => {
    const lab = await aLab(aStore(), { nanAt: 60 });
    const { sweep } = await lab.request('sweeps.create', aSweep());
    expect((await still(lab, sweep.id)).counts).toMatchObject({ failed: 2, finished: 0 });
    // The script fails each run once.
    const { runs } = await lab.request('sweeps.rerunMissing', { sweep: sweep.id });
    expect(runs).toEqual([3, 4]);
    const { points } = await lab.request('sweeps.get', { sweep: sweep.id });
    expect(points.map(({ run }) => run)).toEqual([3, 4]);
  });

  it.each<[string, Partial<SweepSpec>, Partial<SweepOrder>]>([
    ['at most 10000 are accepted', { axes: [{ ...decays, values: [0.1, 0.2, 0.3] }], seeds: many(9999) }, {}],
    ['these settings make 2000000 runs', { axes: [many(100), many(10_000)].map(asGrid) }, {}],
    ["unknown field 'optimizer.decayRate'", { axes: [{ ...decays, path: 'optimizer.decayRate' }] }, {}],
    ["unknown field '__proto__.x'", { axes: [{ ...decays, path: '__proto__.x' }] }, {}],
    ['optimizer.weightDecay: expected', { axes: [{ ...decays, values: [1, -1] }] }, {}],
    ['task.trainFraction: expected', { axes: [{ ...decays, path: 'task.trainFraction', values: [2] }] }, {}],
    ['expected', { axes: [{ ...decays, values: [-1, -2] }] }, { skipInvalid: true }],
    ['spec.seeds', { seeds: [] }, {}],
    ['spec.axes', { axes: [{ ...decays, values: [] }] }, {}],
  ])('that cannot be is refused whole: %s', async (message, parts, how) => {
    const lab = await aLab(aStore());
    const refused = lab.request('sweeps.create', aSweep(parts, how));
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(message) });
    expect((await lab.request('sweeps.list', { deleted: false, limit: 9, offset: 0 })).total).toBe(0);
    expect((await lab.request('lab.status', {})).queued).toBe(0);
    const { total } = await lab.request('runs.list', ALL_RUNS);
    expect(total).toBe(0);
  });

  it('that grows beyond what is accepted stays as it was', async () => {
    const lab = await aLab(aStore());
    const { sweep } = await lab.request('sweeps.create', aSweep());
    const addition = { values: {}, samples: 0, points: [], seeds: many(10_000).map((seed) => seed + 2) };
    const how = { reuse: false, skipInvalid: false };
    await expect(lab.request('sweeps.extend', { sweep: sweep.id, addition, ...how })).rejects.toThrow(
      'at most 10000',
    );
    expect((await still(lab, sweep.id)).spec.seeds).toEqual([1, 2]);
  });

  it('is not said to have grown where all of the addition is there', async () => {
    const lab = await aLab(aStore());
    const { sweep } = await lab.request('sweeps.create', aSweep());
    const addition = { values: {}, samples: 0, points: [], seeds: [1, 2] };
    const refused = { code: 'bad-config', message: expect.stringContaining('nothing to add: sweep 1 (') };
    const how = { sweep: sweep.id, addition, reuse: false };
    await expect(lab.request('sweeps.previewExtension', how)).rejects.toMatchObject(refused);
    await expect(lab.request('sweeps.extend', { ...how, skipInvalid: false })).rejects.toMatchObject(refused);
  });

  it('goes to the bin with its runs, comes back, and leaves for good', async () => {
    const lab = await aLab(aStore());
    const first = await lab.request('sweeps.create', aSweep());
    await still(lab, first.sweep.id);
    const second = await lab.request('sweeps.create', aSweep({ axes: [decays] }, { reuse: true }));
    const stood = (await still(lab, second.sweep.id)).counts;
    const removed = await lab.request('sweeps.remove', { sweep: second.sweep.id });
    // Weight decay 1 is the experiment's own, so two of its four runs were there before.
    expect(removed.runs).toEqual([3, 4]);
    const { sweeps } = await lab.request('sweeps.list', { deleted: true, limit: 10, offset: 0 });
    expect(sweeps.map(({ counts }) => counts)).toEqual([stood]);
    await expect(lab.request('sweeps.purge', { sweep: first.sweep.id })).rejects.toThrow(
      'remove sweep 1 first',
    );
    await lab.request('sweeps.restore', { sweep: second.sweep.id });
    await expect(lab.request('sweeps.restore', { sweep: second.sweep.id })).rejects.toThrow(
      'is not in the bin; groklab sweeps --bin shows what is',
    );
    await lab.request('sweeps.remove', { sweep: second.sweep.id });
    expect(await lab.request('sweeps.purge', { sweep: second.sweep.id })).toEqual({ purged: [3, 4] });
    await expect(lab.request('sweeps.get', { sweep: 2 })).rejects.toMatchObject({ code: 'not-found' });
    expect((await lab.request('sweeps.get', { sweep: 1 })).sweep.counts.finished).toBe(2);
  });

  it('takes no time where all its runs are there and are wanted, and some where they train again', async () => {
    const lab = await aLab(aStore());
    await still(lab, (await lab.request('sweeps.create', aSweep())).sweep.id);
    const seconds = async (reuse: boolean) =>
      (await lab.request('sweeps.preview', { spec: aSweep().spec, reuse })).seconds;
    expect(await seconds(true)).toBe(0);
    expect(await seconds(false)).not.toBe(0);
  });

  it('that searches finds where the answer changes, also when its lab ended in between', async () => {
    // A scripted run is at the threshold in its last nine evaluations, whatever the seed.
    const search = {
      ...{ path: 'points.sustain', low: 1, high: 20, scale: 'linear' as const, whole: false },
      ...{ target: 0.5, rounds: 10 },
    };
    const storeFile = aStore();
    const before = await aLab(storeFile, { stepMs: 5 });
    const { sweep } = await before.request('sweeps.create', aSweep({ search }));
    expect(sweep.search).toMatchObject({
      status: 'searching',
      wanted: [1, 20],
      rows: [{ open: 2 }, { open: 2 }],
    });
    await before.close();
    const lab = await aLab(storeFile);
    await lab.request('sweeps.resume', { sweep: 'last' });
    const { search: found, counts } = await still(lab, sweep.id);
    expect(found).toMatchObject({ status: 'found', low: 9, high: 10, wanted: [] });
    expect(found?.rows.map(({ value, reached, censored }) => [value, reached, censored])).toEqual([
      [1, 2, 0],
      [5, 2, 0],
      [7, 2, 0],
      [8, 2, 0],
      [9, 2, 0],
      [10, 0, 2],
      [20, 0, 2],
    ]);
    expect(counts.total).toBe(14);
  });
});

describe('the queue', () => {
  it('keeps its order, its priorities and its pause over a restart', async () => {
    const storeFile = aStore();
    const before = await aLab(storeFile, {}, { cores: 1 });
    await before.request('queue.pause', { running: false });
    for (const seed of [1, 2, 3, 4]) await before.request('runs.create', anOrder({ seed }));
    await before.request('queue.move', { runs: [3], to: 'first' });
    await before.request('queue.prioritize', { runs: [4], priority: 5 });
    await before.close();

    const lab = await aLab(storeFile, {}, { cores: 1 });
    const { queue, waiting } = await lab.request('queue.read', { limit: 10 });
    expect(queue).toMatchObject({ paused: true, running: 0, waiting: 4 });
    expect(waiting.map(({ run }) => run)).toEqual([4, 3, 1, 2]);
    const started: number[] = [];
    lab.on('run.changed', ({ run }) => {
      if (run.status === 'running' && !started.includes(run.id)) started.push(run.id);
    });
    await lab.request('queue.resume', {});
    await lab.idle();
    expect(started).toEqual([4, 3, 1, 2]);
  });

  it('paused with what runs takes it back, and goes on from its checkpoint', async () => {
    const lab = await aLab(aStore(), { stepMs: 5 });
    const { run } = await lab.request('runs.create', anOrder());
    await runIn(lab, run.id, 'running');
    await lab.request('queue.pause', { running: true });
    expect((await lab.request('runs.get', { run: run.id })).run.status).toBe('queued');
    await lab.request('queue.resume', {});
    expect((await runIn(lab, run.id, 'finished')).progress.step).toBe(run.progress.steps);
  });

  it('never runs more at a time than was set', async () => {
    const lab = await aLab(aStore(), { stepMs: 2 }, { cores: 4 });
    await lab.request('queue.configure', { parallel: 2 });
    let most = 0;
    const running = new Set<number>();
    lab.on('run.changed', ({ run }) => {
      if (run.status === 'running') running.add(run.id);
      else running.delete(run.id);
      most = Math.max(most, running.size);
    });
    for (const seed of [1, 2, 3, 4]) await lab.request('runs.create', anOrder({ seed }));
    await lab.idle();
    expect(most).toBe(2);
  });
});

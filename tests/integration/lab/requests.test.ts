/** @file What a lab answers, request by request, beside the runs themselves. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL_RUNS, REQUESTS, type RequestName } from '../../../src-main/contract/wire/requests.ts';
import { ReadOnlyLab } from '../../../src-main/lab/read-only-lab.ts';
import { aLab, anOrder, runIn, runWhen, temporaryFolder } from '../../helpers/lab-in-folder.ts';

async function finishedRun(lab: Awaited<ReturnType<typeof aLab>>, changes = {}) {
  const { run } = await lab.request('runs.create', anOrder(changes));
  return runIn(lab, run.id, 'finished');
}

const aStore = () => join(temporaryFolder(), 'lab.db');

describe('orders', () => {
  it('are previewed as they would run, with what differs and how long it takes', async () => {
    const lab = await aLab(aStore());
    const ask = (changes: Record<string, number | string>) =>
      lab.request('experiments.preview', { experiment: 'quick-start', changes });
    const preview = await ask({ seed: 5, 'optimizer.weightDecay': '0.3' });
    expect(preview.differs).toEqual(['seed', 'optimizer.weightDecay']);
    expect(preview.config.optimizer.weightDecay).toBe(0.3);
    expect(preview.estimatedSeconds).toBeNull();
    await expect(ask({ 'task.modulus': 1 })).rejects.toMatchObject({ code: 'bad-config' });
    await expect(ask({ 'batch.size': 1_000_000 })).rejects.toThrow('batch.size');
  });

  it('are estimated from earlier runs of like configs', async () => {
    const lab = await aLab(aStore());
    // The scripted worker says that every step takes a millisecond.
    await finishedRun(lab, { 'budget.steps': 1000, 'checkpoint.everySteps': 1000, 'evaluation.every': 100 });
    const shared = { 'evaluation.every': 100, 'budget.steps': 5000 };
    const changes = { ...shared, seed: 9 };
    const { estimatedSeconds } = await lab.request('experiments.preview', {
      experiment: 'quick-start',
      changes,
    });
    expect(estimatedSeconds).toBeCloseTo(5);
    const other = await lab.request('experiments.preview', {
      experiment: 'quick-start',
      changes: { ...changes, 'model.layers': 2 },
    });
    expect(other.estimatedSeconds).toBeNull();
    // A search of one seed takes its halvings one after the other, however many cores there are.
    const range = { path: 'optimizer.weightDecay', low: 0.1, high: 10, scale: 'log', whole: false } as const;
    const spec = {
      ...{
        experiment: 'quick-start',
        changes: shared,
        axes: [],
        samples: 0,
        draw: 1,
        points: [],
        seeds: [1],
      },
      search: { ...range, target: 0.5, rounds: 3 },
    };
    const search = await lab.request('sweeps.preview', { spec, reuse: false });
    expect(search.runs).toBe(5);
    expect(search.secondsPerRun).toBeCloseTo(5);
    expect(Math.round(search.seconds ?? 0)).toBeGreaterThanOrEqual((1 + 3) * 5);
  });

  it('that cannot run leave nothing behind', async () => {
    const lab = await aLab(aStore());
    for (const order of [anOrder({ 'task.trainFraction': 2 }), { ...anOrder(), experiment: 'none' }]) {
      await expect(lab.request('runs.create', order)).rejects.toMatchObject({ name: 'LabError' });
    }
    expect((await lab.request('runs.list', ALL_RUNS)).total).toBe(0);
  });

  it('wait for free cores in their order', async () => {
    const lab = await aLab(aStore(), {}, { cores: 2 });
    const order: string[] = [];
    lab.on('run.changed', ({ run }) => run.status === 'running' && order.push(`start ${run.id}`));
    lab.on('run.changed', ({ run }) => run.status === 'finished' && order.push(`end ${run.id}`));
    for (const threads of [2, 2, 1]) await lab.request('runs.create', { ...anOrder(), threads });
    expect(await lab.request('lab.status', {})).toMatchObject({ running: 1, queued: 2 });
    await lab.idle();
    const at = (what: string) => order.indexOf(what);
    expect(at('start 2')).toBeGreaterThan(at('end 1'));
    expect(at('start 3')).toBeGreaterThan(at('end 2'));
  });
});

describe('a run', () => {
  it('is found by id, by unique name and as the last one', async () => {
    const lab = await aLab(aStore());
    for (const name of ['one', 'twin', 'twin']) await lab.request('runs.create', { ...anOrder(), name });
    const found = async (run: number | string) => (await lab.request('runs.get', { run })).run.id;
    expect([await found(1), await found('one'), await found('last')]).toEqual([1, 1, 3]);
    await expect(found('twin')).rejects.toThrow("several runs are called 'twin'; use one of the ids 2, 3");
    await expect(found('none')).rejects.toMatchObject({ code: 'not-found' });
    await expect(found(99)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('comes with its comparisons and the command that repeats it', async () => {
    const lab = await aLab(aStore());
    const run = await finishedRun(lab);
    const { comparisons, command, checkpoints } = await lab.request('runs.get', { run: run.id });
    expect(comparisons.map(({ expected }) => expected.quantity.kind)).toEqual([
      'point1',
      'point2',
      'settled',
    ]);
    expect(command).toContain('--seed 1 --steps 200');
    expect(checkpoints.map(({ step }) => step)).toEqual([200, 150]);
  });

  it('is edited, binned, restored and purged with all its files', async () => {
    const lab = await aLab(aStore(), { stepMs: 2 });
    const { run } = await lab.request('runs.create', anOrder());
    const edited = await lab.request('runs.edit', { run: run.id, name: 'new', tags: ['x'] });
    expect(edited.run).toMatchObject({ name: 'new', tags: ['x'], note: '' });
    await runWhen(lab, run.id, ({ progress }) => progress.step >= 60);
    const removed = await lab.request('runs.remove', { runs: [run.id] });
    expect(removed.runs[0]).toMatchObject({ status: 'stopped', deletedAt: expect.any(Number) });
    expect((await lab.request('runs.list', ALL_RUNS)).total).toBe(0);
    expect((await lab.request('runs.list', { ...ALL_RUNS, deleted: true })).total).toBe(1);
    await expect(lab.request('runs.resume', { runs: [run.id] })).rejects.toMatchObject({ code: 'conflict' });

    const restored = await lab.request('runs.restore', { runs: [run.id] });
    expect(restored.runs[0]?.deletedAt).toBeNull();
    await expect(lab.request('runs.purge', { runs: [run.id] })).rejects.toMatchObject({ code: 'conflict' });
    await lab.request('runs.remove', { runs: [run.id] });
    const folder = join(`${lab.storeFile}.checkpoints`, String(run.id));
    expect(existsSync(folder)).toBe(true);
    expect(await lab.request('runs.purge', { runs: [run.id] })).toEqual({ purged: [run.id] });
    expect(existsSync(folder)).toBe(false);
    await expect(lab.request('runs.get', { run: run.id })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('that an action does not apply to is left alone; when it applies to none, the states are told', async () => {
    const lab = await aLab(aStore(), { stepMs: 2 });
    const { run: going } = await lab.request('runs.create', anOrder());
    const { run: other } = await lab.request('runs.create', anOrder());
    await lab.request('runs.pause', { runs: [other.id] });
    const { runs } = await lab.request('runs.pause', { runs: [going.id, other.id, going.id] });
    expect(runs.map((run) => run.id)).toEqual([going.id]);
    await expect(lab.request('runs.pause', { runs: [going.id] })).rejects.toThrow(
      `run ${going.id} is paused`,
    );
    await expect(lab.request('runs.stop', { runs: [going.id, 99] })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('every request', () => {
  it('refuses what does not fit its table, naming the request', async () => {
    const lab = await aLab(aStore());
    for (const name of Object.keys(REQUESTS) as RequestName[]) {
      await expect(lab.request(name, { nonsense: 1 } as never)).rejects.toMatchObject({
        code: 'bad-request',
        message: expect.stringContaining(name),
      });
    }
    await expect(lab.request('runs.fly' as never, {} as never)).rejects.toMatchObject({ name: 'LabError' });
  });

  it('that only asks is answered without owning the store; any other is refused', async () => {
    const storeFile = aStore();
    const lab = await aLab(storeFile);
    const run = await finishedRun(lab);
    const reader = new ReadOnlyLab(storeFile);
    expect((await reader.request('runs.get', { run: 'last' })).run).toEqual(run);
    const curves = {
      runs: [run.id],
      metrics: ['val/loss' as const],
      width: 10,
      scale: 'log' as const,
      from: null,
      to: null,
    };
    expect(await reader.request('curves.read', curves)).toEqual(await lab.request('curves.read', curves));
    const csv = (await lab.request('export.curves', { runs: [], format: 'csv' })).text;
    expect([...reader.export({ subject: 'curves', runs: [], format: 'csv' })].join('')).toBe(csv);
    await expect(reader.request('runs.create', anOrder())).rejects.toMatchObject({ code: 'not-owner' });
    reader.close();
  });

  it('about settings writes, announces and forgets them', async () => {
    const lab = await aLab(aStore());
    const seen: unknown[] = [];
    lab.on('settings.changed', (event) => seen.push(event));
    await lab.request('settings.write', { key: 'theme', value: 'dark' });
    expect(await lab.request('settings.read', {})).toEqual({ settings: { theme: 'dark' } });
    await lab.request('settings.write', { key: 'theme', value: null });
    expect(await lab.request('settings.read', {})).toEqual({ settings: {} });
    expect(seen).toEqual([
      { key: 'theme', value: 'dark' },
      { key: 'theme', value: null },
    ]);
  });

  it('to the doctor is answered row by row, whatever the probe does', async () => {
    const lab = await aLab(aStore());
    const { checks } = await lab.request('lab.doctor', {});
    expect(checks.find((check) => check.name === 'engine onnx-cpu')).toMatchObject({ ok: true });
    expect(checks.find((check) => check.name === 'store')).toMatchObject({ ok: true, remedy: '' });
  });
});

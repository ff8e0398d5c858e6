/** @file The bin: what is deleted can be had back for a while, then it is gone with its files and the disk has its space. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL_RUNS } from '../../../src-main/contract/wire/requests.ts';
import type { Lab } from '../../../src-main/lab/lab.ts';
import { aLab, anOrder, runIn, temporaryFolder } from '../../helpers/lab-in-folder.ts';

const DAY_MS = 86_400_000;

/** A lab whose clock is set by hand. */
function aDatedLab(storeFile: string, day: number): Promise<Lab> {
  return aClockedLab(storeFile, { day });
}

function aClockedLab(storeFile: string, time: { day: number }): Promise<Lab> {
  return aLab(storeFile, {}, { clock: { now: () => Math.round(time.day * DAY_MS) } });
}

/** Days of use go by: the lab looks at its bin twice a day. */
async function pass(lab: Lab, time: { day: number }, days: number, stay: number | 'never' = 30) {
  for (const end = time.day + days; time.day < end;) {
    time.day += 0.5;
    await lab.request('settings.write', { key: 'bin.days', value: stay });
    await new Promise(setImmediate);
  }
}

async function aFinishedRun(lab: Lab, changes: Parameters<typeof anOrder>[0] = {}): Promise<number> {
  const { run } = await lab.request('runs.create', anOrder(changes));
  await runIn(lab, run.id, 'finished');
  return run.id;
}

const idsIn = async (lab: Lab, deleted: boolean) =>
  (await lab.request('runs.list', { ...ALL_RUNS, sort: 'id', deleted })).runs.map(({ id }) => id);

describe('the bin', () => {
  it('keeps what was deleted for thirty days of use, and then nothing of it', async () => {
    const storeFile = join(temporaryFolder(), 'lab.db');
    const time = { day: 100 };
    const lab = await aClockedLab(storeFile, time);
    const [kept, gone] = [await aFinishedRun(lab), await aFinishedRun(lab)];
    const checkpoints = join(`${lab.storeFile}.checkpoints`, String(gone));
    await lab.request('runs.remove', { runs: [gone] });

    await pass(lab, time, 29.5);
    expect(await idsIn(lab, true)).toEqual([gone]);
    expect(existsSync(checkpoints)).toBe(true);

    const purged = new Promise((resolve) => lab.on('run.purged', resolve));
    await pass(lab, time, 0.5);
    expect(await purged).toEqual({ run: gone });
    expect(await idsIn(lab, true)).toEqual([]);
    expect(await idsIn(lab, false)).toEqual([kept]);
    expect(existsSync(checkpoints)).toBe(false);
    expect(existsSync(join(`${lab.storeFile}.checkpoints`, String(kept)))).toBe(true);
  });

  it('takes a clock that jumped far ahead, while it ran or before it started, for no reason to delete anything', async () => {
    const storeFile = join(temporaryFolder(), 'lab.db');
    const time = { day: 100 };
    const lab = await aClockedLab(storeFile, time);
    const id = await aFinishedRun(lab);
    await lab.request('settings.write', { key: 'bin.days', value: 2 });
    await lab.request('runs.remove', { runs: [id] });
    time.day += 4000;
    await pass(lab, time, 0.5, 2);
    await lab.close();
    expect(await idsIn(await aDatedLab(storeFile, 9000), true)).toEqual([id]);
  });

  it('has a clock that nobody sets ahead', async () => {
    const lab = await aDatedLab(join(temporaryFolder(), 'lab.db'), 100);
    const id = await aFinishedRun(lab);
    await lab.request('runs.remove', { runs: [id] });
    const ahead = { time: 4000 * DAY_MS, seenAt: 100 * DAY_MS };
    for (const value of [ahead, null])
      await expect(lab.request('settings.write', { key: 'bin.clock', value })).rejects.toMatchObject({
        code: 'bad-request',
        message: expect.stringContaining("set 'bin.days'"),
      });
    await lab.request('settings.write', { key: 'bin.days', value: 30 });
    await lab.close();
    expect(await idsIn(await aDatedLab(lab.storeFile, 100), true)).toEqual([id]);
  });

  it('keeps it as long as somebody set, at once and for ever too', async () => {
    const time = { day: 100 };
    const lab = await aClockedLab(join(temporaryFolder(), 'lab.db'), time);
    const id = await aFinishedRun(lab);
    await lab.request('runs.remove', { runs: [id] });
    await pass(lab, time, 40, 'never');
    expect(await idsIn(lab, true)).toEqual([id]);
    const purged = new Promise((resolve) => lab.on('run.purged', resolve));
    await lab.request('settings.write', { key: 'bin.days', value: 7 });
    expect(await purged).toEqual({ run: id });
    expect(await idsIn(lab, true)).toEqual([]);
  });

  it('takes a clock that went backwards for no reason to delete anything', async () => {
    const storeFile = join(temporaryFolder(), 'lab.db');
    const first = await aDatedLab(storeFile, 100);
    const id = await aFinishedRun(first);
    await first.request('runs.remove', { runs: [id] });
    await first.close();
    expect(await idsIn(await aDatedLab(storeFile, 3), true)).toEqual([id]);
  });

  it('lets a sweep go with its runs, but not while one of them was taken out again', async () => {
    const time = { day: 100 };
    const lab = await aClockedLab(join(temporaryFolder(), 'lab.db'), time);
    const order = { name: '', tags: [], engine: 'onnx-cpu', threads: 1, parallel: null } as const;
    const spec = { experiment: 'quick-start', changes: anOrder().changes, axes: [], samples: 0, draw: 1 };
    const create = (seeds: number[]) =>
      lab.request('sweeps.create', {
        ...{ ...order, tags: [], reuse: false, skipInvalid: false },
        spec: { ...spec, points: [], seeds, search: null },
      });
    const [whole, parted] = [await create([1]), await create([2, 3])];
    for (const id of [...whole.runs, ...parted.runs]) await runIn(lab, id, 'finished');
    await lab.request('sweeps.remove', { sweep: whole.sweep.id });
    await lab.request('sweeps.remove', { sweep: parted.sweep.id });
    const [restored = 0] = parted.runs;
    await lab.request('runs.restore', { runs: [restored] });
    await pass(lab, time, 29.5);
    const purged = new Promise((resolve) => lab.on('sweep.purged', resolve));
    await pass(lab, time, 0.5);
    expect(await purged).toEqual({ sweep: whole.sweep.id });
    expect(await idsIn(lab, false)).toEqual([restored]);
    expect(await idsIn(lab, true)).toEqual([]);
    const { sweeps } = await lab.request('sweeps.list', { deleted: true, limit: 9, offset: 0 });
    expect(sweeps.map(({ id }) => id)).toEqual([parted.sweep.id]);
  });

  it('gives back what is still in it of those that are chosen, and nothing else', async () => {
    const lab = await aLab(join(temporaryFolder(), 'lab.db'));
    const [first, second, kept] = [await aFinishedRun(lab), await aFinishedRun(lab), await aFinishedRun(lab)];
    await lab.request('runs.remove', { runs: [first, second] });
    await expect(lab.request('runs.restore', { runs: [first, 99] })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await idsIn(lab, true)).toEqual([first, second]);
    await lab.request('runs.restore', { runs: [second] });
    const { runs } = await lab.request('runs.restore', { runs: [kept, first, second] });
    expect(runs.map(({ id }) => id)).toEqual([first]);
    expect(await idsIn(lab, true)).toEqual([]);
    await expect(lab.request('runs.restore', { runs: [kept, first] })).rejects.toMatchObject({
      code: 'conflict',
      message: `run ${kept} (quick-start-${kept}) is not in the bin; groklab runs --bin shows what is.`,
    });
  });

  it('keeps the time of what was in it when more is removed, and takes nothing twice', async () => {
    const lab = await aLab(join(temporaryFolder(), 'lab.db'));
    const [first, second] = [await aFinishedRun(lab), await aFinishedRun(lab)];
    const { runs: before } = await lab.request('runs.remove', { runs: [first] });
    const { runs } = await lab.request('runs.remove', { runs: [first, second] });
    expect(runs.map(({ id }) => id)).toEqual([second]);
    const binned = await lab.request('runs.list', { ...ALL_RUNS, deleted: true, sort: 'id' });
    expect(binned.runs[0]).toMatchObject({ id: first, deletedAt: before[0]?.deletedAt });
    await expect(lab.request('runs.remove', { runs: [first, second] })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`run ${first} (quick-start-${first}) is in the bin`),
    });
    expect((await lab.request('runs.purge', { runs: [first, second] })).purged).toEqual([first, second]);
  });

  it('gives the disk its space back when it is emptied', async () => {
    const storeFile = join(temporaryFolder(), 'lab.db');
    const lab = await aLab(storeFile);
    await aFinishedRun(lab);
    await lab.request('settings.write', { key: 'x', value: 1 });
    await lab.close();
    const small = statSync(storeFile).size;
    const again = await aLab(storeFile);
    const ids: number[] = [];
    for (let i = 0; i < 3; i++) ids.push(await aFinishedRun(again, { 'evaluation.every': 1, seed: 5 + i }));
    await again.request('runs.remove', { runs: ids });
    await again.close();
    const big = statSync(storeFile).size;
    expect(big).toBeGreaterThan(small + 50_000);
    const last = await aLab(storeFile);
    await last.request('runs.purge', { runs: ids });
    await last.close();
    expect(statSync(storeFile).size).toBeLessThan(small + 20_000);
  });
});

/** @file The bin: what is deleted can be had back for a while, then it is gone with its files and the disk has its space. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL_RUNS } from '../../../src-main/contract/wire/requests.ts';
import type { Lab } from '../../../src-main/lab/lab.ts';
import { aLab, anOrder, runIn, temporaryFolder } from '../../helpers/lab-in-folder.ts';

const DAY_MS = 86_400_000;

/** A lab whose clock is set by hand. */
async function aDatedLab(storeFile: string, day: number) {
  const clock = { now: () => day * DAY_MS };
  return aLab(storeFile, {}, { clock });
}

async function aFinishedRun(lab: Lab, changes: Parameters<typeof anOrder>[0] = {}): Promise<number> {
  const { run } = await lab.request('runs.create', anOrder(changes));
  await runIn(lab, run.id, 'finished');
  return run.id;
}

const idsIn = async (lab: Lab, deleted: boolean) =>
  (await lab.request('runs.list', { ...ALL_RUNS, sort: 'id', deleted })).runs.map(({ id }) => id);

describe('the bin', () => {
  it('keeps what was deleted for thirty days, and then nothing of it', async () => {
    const storeFile = join(temporaryFolder(), 'lab.db');
    const first = await aDatedLab(storeFile, 100);
    const [kept, gone] = [await aFinishedRun(first), await aFinishedRun(first)];
    const checkpoints = join(`${first.storeFile}.checkpoints`, String(gone));
    await first.request('runs.remove', { runs: [gone] });
    await first.close();

    const inTime = await aDatedLab(storeFile, 129);
    expect(await idsIn(inTime, true)).toEqual([gone]);
    expect(existsSync(checkpoints)).toBe(true);
    await inTime.close();

    const late = await aDatedLab(storeFile, 131);
    expect(await idsIn(late, true)).toEqual([]);
    expect(await idsIn(late, false)).toEqual([kept]);
    expect(existsSync(checkpoints)).toBe(false);
    expect(existsSync(join(`${late.storeFile}.checkpoints`, String(kept)))).toBe(true);
  });

  it('keeps it as long as somebody set, at once and for ever too', async () => {
    const storeFile = join(temporaryFolder(), 'lab.db');
    const first = await aDatedLab(storeFile, 100);
    const id = await aFinishedRun(first);
    await first.request('runs.remove', { runs: [id] });
    await first.request('settings.write', { key: 'bin.days', value: 'never' });
    await first.close();
    const later = await aDatedLab(storeFile, 9000);
    expect(await idsIn(later, true)).toEqual([id]);
    const purged = new Promise((resolve) => later.on('run.purged', resolve));
    await later.request('settings.write', { key: 'bin.days', value: 7 });
    expect(await purged).toEqual({ run: id });
    expect(await idsIn(later, true)).toEqual([]);
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
    const storeFile = join(temporaryFolder(), 'lab.db');
    const first = await aDatedLab(storeFile, 100);
    const order = { name: '', tags: [], engine: 'onnx-cpu', threads: 1, parallel: null } as const;
    const spec = { experiment: 'quick-start', changes: anOrder().changes, axes: [], samples: 0, draw: 1 };
    const create = (seeds: number[]) =>
      first.request('sweeps.create', {
        ...{ ...order, tags: [], reuse: false, skipInvalid: false },
        spec: { ...spec, points: [], seeds, search: null },
      });
    const [whole, parted] = [await create([1]), await create([2, 3])];
    for (const id of [...whole.runs, ...parted.runs]) await runIn(first, id, 'finished');
    await first.request('sweeps.remove', { sweep: whole.sweep.id });
    await first.request('sweeps.remove', { sweep: parted.sweep.id });
    const [restored = 0] = parted.runs;
    await first.request('runs.restore', { runs: [restored] });
    await first.close();

    const late = await aDatedLab(storeFile, 200);
    expect(await idsIn(late, false)).toEqual([restored]);
    expect(await idsIn(late, true)).toEqual([]);
    const { sweeps } = await late.request('sweeps.list', { deleted: true, limit: 9, offset: 0 });
    expect(sweeps.map(({ id }) => id)).toEqual([parted.sweep.id]);
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

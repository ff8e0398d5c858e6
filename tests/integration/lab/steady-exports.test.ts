/** @file Exports of runs that are trained on while they are written: one moment, or a clear end, never a mixture. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src-main/contract/values/run-record.ts';
import type { Lab } from '../../../src-main/lab/lab.ts';
import { ReadOnlyLab } from '../../../src-main/lab/read-only-lab.ts';
import { steadySeries } from '../../../src-main/lab/steady-series.ts';
import { openReader } from '../../../src-main/store/open-store.ts';
import { foreignOrder } from '../../helpers/foreign-order.ts';
import { aLab, anOrder, curveRows, runIn, runWhen, temporaryFolder } from '../../helpers/lab-in-folder.ts';

const closing: { close(): void }[] = [];
afterEach(() => closing.splice(0).forEach((one) => one.close()));

function opened<T extends { close(): void }>(one: T): T {
  closing.push(one);
  return one;
}

const aStoreFile = () => join(temporaryFolder(), 'lab.db');

async function aPausedRun(lab: Lab, changes: Parameters<typeof anOrder>[0] = {}): Promise<RunRecord> {
  const { run } = await lab.request('runs.create', anOrder(changes));
  await runWhen(lab, run.id, ({ progress }) => progress.step >= 60);
  await lab.request('runs.pause', { runs: [run.id] });
  const still = await runIn(lab, run.id, 'paused', 'finished');
  expect(still.status).toBe('paused');
  return still;
}

async function goOn(lab: Lab, run: number): Promise<void> {
  await lab.request('runs.resume', { runs: [run] });
  await runIn(lab, run, 'finished');
}

describe('the series of a run that is trained on meanwhile', () => {
  it('ends at the step of the record that was read, for every metric', async () => {
    const lab = await aLab(aStoreFile(), { stepMs: 10 });
    const run = await aPausedRun(lab);
    const before = await curveRows(lab, run.id);
    const rows = steadySeries(opened(openReader(lab.storeFile)), run);
    await goOn(lab, run.id);
    expect((await curveRows(lab, run.id)).length).toBeGreaterThan(before.length);
    const steps = new Map([...rows].map(({ metric, step }) => [metric, step]));
    expect(steps.size).toBe(5);
    for (const last of steps.values()) expect(last).toBe(Math.floor(run.progress.step / 10) * 10);
  });

  it('is refused in the end where a resume took rows away and gave others', async () => {
    const lab = await aLab(aStoreFile(), { crashAt: 95 });
    const { run } = await lab.request('runs.create', anOrder());
    const broken = await runIn(lab, run.id, 'interrupted');
    expect(broken.progress.step).toBeGreaterThan(50);
    const rows = steadySeries(opened(openReader(lab.storeFile)), broken);
    rows.next();
    await goOn(lab, run.id);
    expect(() => [...rows]).toThrow(
      'run 1 (quick-start-1) was resumed from an earlier step while it was exported; export it again.',
    );
  });

  it('is refused in the end where the run was deleted for good', async () => {
    const lab = await aLab(aStoreFile());
    const { run } = await lab.request('runs.create', anOrder());
    const rows = steadySeries(opened(openReader(lab.storeFile)), await runIn(lab, run.id, 'finished'));
    rows.next();
    await lab.request('runs.remove', { runs: [run.id] });
    await lab.request('runs.purge', { runs: [run.id] });
    expect(() => [...rows]).toThrow('was deleted for good while it was exported');
  });
});

describe('an archive of a run that is resumed meanwhile', () => {
  /** A foreign run whose series is so long that the archive waits in the middle of it for somebody to read. */
  async function aLongRun(lab: Lab): Promise<number> {
    const file = join(temporaryFolder(), 'long.csv');
    const lines = Array.from({ length: 60_000 }, (_, step) => `${step},${Math.sin(step * step)}`);
    writeFileSync(file, `step,val/loss\n${lines.join('\n')}\n`);
    const { runs } = await lab.request('foreign.import', foreignOrder(file));
    return runs[0]?.run ?? 0;
  }

  async function archivedWhileItGoesOn(lab: Lab, run: RunRecord, long: number): Promise<Buffer> {
    const reader = opened(new ReadOnlyLab(lab.storeFile));
    const stream = reader.archive({ runs: [long, run.id], sweeps: [], createdAt: 5 });
    stream.read(0);
    await goOn(lab, run.id);
    return buffer(stream);
  }

  it('is of the moment at which it was asked for, and goes on from there', async () => {
    const from = await aLab(aStoreFile(), { stepMs: 10 });
    const long = await aLongRun(from);
    const paused = await aPausedRun(from, { 'checkpoint.everySteps': 1_000_000 });
    const file = join(temporaryFolder(), 'archive.zip');
    writeFileSync(file, await archivedWhileItGoesOn(from, paused, long));
    const to = await aLab(aStoreFile());
    await to.request('archives.import', { file });
    expect((await to.request('runs.get', { run: paused.id })).run).toEqual(paused);
    const all = await curveRows(from, paused.id);
    const there = await curveRows(to, paused.id);
    const until = (line: string) => Number(line.split(',')[1]) <= paused.progress.step;
    expect(there).toEqual(all.filter((line, i) => i === 0 || until(line)));
    await goOn(to, paused.id);
    expect(await curveRows(to, paused.id)).toEqual(all);
  });

  it('is refused where the run let go of its checkpoints meanwhile', async () => {
    const lab = await aLab(aStoreFile(), { stepMs: 10 });
    const long = await aLongRun(lab);
    const paused = await aPausedRun(lab);
    await expect(archivedWhileItGoesOn(lab, paused, long)).rejects.toThrow(
      `run ${paused.id} (quick-start-${paused.id}) was trained on while it was exported; export it again.`,
    );
  });
});

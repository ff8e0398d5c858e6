/** @file A lab with real worker processes: runs from order to end, paused, resumed, broken in every way. */
import { execFileSync } from 'node:child_process';
import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  aLab,
  anOrder,
  curveRows,
  runIn,
  runWhen,
  STEPS,
  temporaryFolder,
} from '../../helpers/lab-in-folder.ts';
import type { Script } from '../../helpers/scripted-worker.ts';

/** The curves of a run nobody disturbed. */
async function undisturbed(): Promise<string[]> {
  const lab = await aLab(join(temporaryFolder(), 'calm.db'));
  const { run } = await lab.request('runs.create', anOrder());
  await runIn(lab, run.id, 'finished');
  return curveRows(lab, run.id);
}

async function startedLab(script: Script = {}, options: Parameters<typeof aLab>[2] = {}) {
  const folder = temporaryFolder();
  const storeFile = join(folder, 'lab.db');
  const lab = await aLab(storeFile, script, options);
  const { run } = await lab.request('runs.create', anOrder());
  const checkpoints = join(`${lab.storeFile}.checkpoints`, String(run.id));
  return { lab, id: run.id, storeFile, checkpoints };
}

describe('a run', () => {
  it('goes from its order to its end, with points, progress and environment', async () => {
    const { lab, id, checkpoints } = await startedLab();
    const run = await runIn(lab, id, 'finished');
    expect(run).toMatchObject({ name: `quick-start-${id}`, reason: '', relapses: 0, threads: 1 });
    expect(run.point1).toEqual({ step: 40, after: 30 });
    expect(run.point2).toEqual({ step: 120, after: 110 });
    expect(run.progress).toMatchObject({ step: STEPS, steps: STEPS, stepsPerSecond: 0, secondsLeft: null });
    expect(run.environment).toMatchObject({ app: expect.any(String), cpu: 'test' });
    expect(run.finishedAt).toBeGreaterThanOrEqual(run.startedAt as number);
    expect(await curveRows(lab, id)).toHaveLength(1 + 5 * 21);
    expect(readdirSync(checkpoints).sort()).toEqual(['step-150.json', 'step-200.json']);
  });

  it('tells what it committed: points without gaps, progress, status', async () => {
    const lab = await aLab(join(temporaryFolder(), 'lab.db'));
    const seen: number[] = [];
    let lastStep = -1;
    lab.on('run.points', ({ after, step }) => {
      expect(after).toBe(lastStep);
      lastStep = step.at(-1) as number;
      seen.push(...step);
    });
    const { run } = await lab.request('runs.create', anOrder());
    await runIn(lab, run.id, 'finished');
    expect(seen).toEqual(Array.from({ length: 21 }, (_, i) => 10 * i));
  });

  it('is paused with a checkpoint and goes on to the same curves', async () => {
    const { lab, id } = await startedLab({ stepMs: 10 });
    await runWhen(lab, id, (run) => run.progress.step >= 70);
    const { runs } = await lab.request('runs.pause', { runs: [id] });
    expect(runs[0]).toMatchObject({ status: 'paused', finishedAt: null });
    const { checkpoints } = await lab.request('runs.get', { run: id });
    expect(checkpoints[0]?.step).toBe(runs[0]?.progress.step);
    await lab.request('runs.resume', { runs: [id] });
    await runIn(lab, id, 'finished');
    expect(await curveRows(lab, id)).toEqual(await undisturbed());
  });

  it('whose worker is killed is interrupted, and goes on to the same curves', async () => {
    const { lab, id } = await startedLab({ stepMs: 10 });
    await runWhen(lab, id, (run) => run.progress.step >= 70);
    killWorkersOf(process.pid);
    const interrupted = await runIn(lab, id, 'interrupted');
    expect(interrupted.reason).toBe('the worker was ended by SIGKILL');
    // How far it got before it died is up to the machine; the newest checkpoint is what counts.
    const { checkpoints } = await lab.request('runs.get', { run: id });
    const truncated = new Promise<number>((resolve) => lab.on('run.truncated', (e) => resolve(e.after)));
    await lab.request('runs.resume', { runs: [id] });
    expect(checkpoints.length).toBeGreaterThan(0);
    expect(await truncated).toBe(checkpoints[0]?.step);
    const finished = await runIn(lab, id, 'finished');
    expect(finished.revision).toBe(interrupted.revision + 1);
    expect(await curveRows(lab, id)).toEqual(await undisturbed());
  });

  it('whose worker crashes tells its exit code and last lines', async () => {
    const { lab, id } = await startedLab({ crashAt: 70 });
    const run = await runIn(lab, id, 'interrupted');
    expect(run.reason).toBe('the worker ended with exit code 3 before its run did:\nscripted crash');
  });

  it('whose worker hangs is interrupted after the time without a sign of life', async () => {
    const { lab, id } = await startedLab({ hangAt: 70 }, { limits: { heartbeatMs: 300 } });
    const run = await runIn(lab, id, 'interrupted');
    expect(run.reason).toBe('the worker gave no sign of life for 0.3 s and was killed');
  });

  it('does not mind a clock that goes backwards', async () => {
    let now = 1.8e12;
    const clock = { now: () => (now -= 3_600_000) };
    const { lab, id, checkpoints } = await startedLab({ stepMs: 10 }, { clock });
    await runWhen(lab, id, (run) => run.progress.step >= 120);
    await lab.request('runs.pause', { runs: [id] });
    const { checkpoints: saved } = await lab.request('runs.get', { run: id });
    expect(saved[0]?.step).toBeGreaterThan(saved[1]?.step ?? 0);
    expect(saved[0]?.createdAt).toBeLessThan(saved[1]?.createdAt ?? 0);
    const truncated: unknown[] = [];
    lab.on('run.truncated', (event) => truncated.push(event));
    await lab.request('runs.resume', { runs: [id] });
    const run = await runIn(lab, id, 'finished');
    expect(truncated).toEqual([]); // the newest checkpoint is that of the greatest step, not of the latest time
    expect(run.finishedAt).toBeGreaterThanOrEqual(run.startedAt as number);
    expect(readdirSync(checkpoints)).toContain('step-200.json');
    expect(await curveRows(lab, id)).toEqual(await undisturbed());
  });

  it('whose loss is NaN fails, and keeps its last checkpoint', async () => {
    const { lab, id } = await startedLab({ nanAt: 70 });
    const run = await runIn(lab, id, 'failed');
    expect(run.reason).toBe('the training loss became NaN at step 70');
    const { checkpoints } = await lab.request('runs.get', { run: id });
    expect(checkpoints.map((c) => c.step)).toEqual([50]);
  });

  it('ends when its worker talks nonsense', async () => {
    const { lab, id } = await startedLab({ babbleAt: 70 });
    const run = await runIn(lab, id, 'interrupted');
    expect(run.reason).toContain('the worker sent what the protocol does not know');
  });

  it('fails when its worker read another config', async () => {
    const { lab, id } = await startedLab({ wrongHash: true });
    const run = await runIn(lab, id, 'failed');
    expect(run.reason).toContain('another config');
  });

  it('that does not answer is killed after the deadline: paused becomes interrupted, stopped stays stopped', async () => {
    const { lab, id } = await startedLab({ deaf: true, stepMs: 2 }, { limits: { answerMs: 200 } });
    await runWhen(lab, id, (run) => run.progress.step >= 20);
    const { runs } = await lab.request('runs.pause', { runs: [id] });
    expect(runs[0]).toMatchObject({
      status: 'interrupted',
      reason: 'the worker did not pause within 0.2 s and was killed',
    });
    await lab.request('runs.resume', { runs: [id] });
    await runWhen(lab, id, (run) => run.status === 'running' && run.progress.step >= 20);
    const stopped = await lab.request('runs.stop', { runs: [id] });
    expect(stopped.runs[0]?.status).toBe('stopped');
  });

  it('keeps non-finite values exactly, up to the CSV', async () => {
    const strangeLosses = { 50: 'NaN', 60: 'Infinity', 70: '-Infinity' } as const;
    const { lab, id } = await startedLab({ strangeLosses });
    await runIn(lab, id, 'finished');
    const rows = await curveRows(lab, id);
    expect(rows).toContain('train/loss,50,NaN');
    expect(rows).toContain('train/loss,60,Infinity');
    expect(rows).toContain('train/loss,70,-Infinity');
  });
});

describe('checkpoints', () => {
  it('that are damaged are named and given up, and the one before is used', async () => {
    const { lab, id, checkpoints } = await startedLab({ crashAt: 130 });
    await runIn(lab, id, 'interrupted');
    truncateSync(join(checkpoints, 'step-100.json'), 5);
    await lab.request('runs.resume', { runs: [id] });
    const run = await runIn(lab, id, 'finished');
    expect(run.reason).toContain('the checkpoint at step 100 (step-100.json) has 5 bytes');
    expect(run.reason).toContain('went on from step 50');
    expect(await curveRows(lab, id)).toEqual(await undisturbed());
  });

  it('all damaged: the run starts again at step 0', async () => {
    const { lab, id, checkpoints } = await startedLab({ crashAt: 130 });
    await runIn(lab, id, 'interrupted');
    for (const step of [50, 100])
      writeFileSync(join(checkpoints, `step-${step}.json`), `{"state":${step},"step":0}`);
    await lab.request('runs.resume', { runs: [id] });
    const run = await runIn(lab, id, 'finished');
    expect(run.reason).toContain('started again at step 0');
    expect(await curveRows(lab, id)).toEqual(await undisturbed());
  });

  it('that were never registered are deleted', async () => {
    const { lab, id, checkpoints } = await startedLab({ crashAt: 70 });
    await runIn(lab, id, 'interrupted');
    writeFileSync(join(checkpoints, 'step-60.json.part'), 'half');
    await lab.request('runs.resume', { runs: [id] });
    await runIn(lab, id, 'finished');
    expect(readdirSync(checkpoints)).not.toContain('step-60.json.part');
  });
});

/** As somebody would from outside: every child of `pid` whose command line is the scripted worker. */
function killWorkersOf(pid: number): void {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  for (const line of processes.split('\n')) {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    if (parent === pid && line.includes('scripted-worker')) process.kill(child as number, 'SIGKILL');
  }
}

/** @file Who owns a store: one lab at a time, however the last one ended. */
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLab } from '../../../src-main/lab/create-lab.ts';
import { connectLab } from '../../../src-main/lab/remote-lab.ts';
import { forkWorkers } from '../../../src-main/lab/worker-process.ts';
import { BUILT_SCRIPTED_WORKER } from '../../helpers/built.ts';
import {
  aLab,
  anOrder,
  curveRows,
  runIn,
  runWhen,
  STEPS,
  temporaryFolder,
} from '../../helpers/lab-in-folder.ts';

const LAB_PROCESS = resolve(import.meta.dirname, '../../helpers/lab-process.ts');

describe('two labs on one store', () => {
  it('the second is told that it does not own it, and works through the first', async () => {
    const storeFile = join(temporaryFolder(), 'lab.db');
    const first = await aLab(storeFile);
    const spawn = forkWorkers({ entry: BUILT_SCRIPTED_WORKER });
    await expect(createLab({ storeFile, spawn })).rejects.toMatchObject({ code: 'not-owner' });

    const remote = await connectLab(storeFile);
    if (!remote) throw new Error('nobody listens');
    onTestFinished(() => remote.close());
    const seen: number[] = [];
    remote.on('run.points', ({ step }) => seen.push(...step));
    const { run } = await remote.request('runs.create', anOrder());
    await runIn(remote, run.id, 'finished');
    expect(seen).toEqual(Array.from({ length: STEPS / 10 + 1 }, (_, i) => 10 * i));
    expect(await curveRows(remote, run.id)).toEqual(await curveRows(first, run.id));
    await expect(remote.request('runs.get', { run: 99 })).rejects.toMatchObject({ code: 'not-found' });

    await first.close();
    await remote.closed;
    await expect(remote.request('lab.status', {})).rejects.toMatchObject({ code: 'not-owner' });
    expect(await connectLab(storeFile)).toBeUndefined();
  });

  it('listens where only its user may connect, however long the path is', async () => {
    const deep = join(temporaryFolder(), 'a'.repeat(60), 'b'.repeat(60));
    execFileSync('mkdir', ['-p', deep]);
    for (const storeFile of [join(temporaryFolder(), 'lab.db'), join(deep, 'lab.db')]) {
      const lab = await aLab(storeFile);
      const remote = await connectLab(storeFile);
      expect(await remote?.request('lab.status', {})).toMatchObject({ store: lab.storeFile, running: 0 });
      remote?.close();
    }
    const short = await aLab(join(temporaryFolder(), 'lab.db'));
    expect(statSync(`${short.storeFile}.sock`).mode & 0o777).toBe(0o600);
  });
});

describe('a lab that ends', () => {
  it('pauses what runs with a checkpoint and leaves what waits queued', async () => {
    const storeFile = join(temporaryFolder(), 'lab.db');
    const first = await aLab(storeFile, { stepMs: 2 }, { cores: 1 });
    const { run: running } = await first.request('runs.create', anOrder());
    const { run: waiting } = await first.request('runs.create', anOrder({ seed: 2 }));
    await runWhen(first, running.id, (run) => run.progress.step >= 60);
    await first.close();

    const second = await aLab(storeFile, {}, { startQueued: false });
    const status = async (id: number) => (await second.request('runs.get', { run: id })).run.status;
    expect(await status(running.id)).toBe('paused');
    expect(await status(waiting.id)).toBe('queued');
    await second.request('runs.resume', { runs: [running.id, waiting.id] });
    await runIn(second, running.id, 'finished');
    await runIn(second, waiting.id, 'finished');
  });

  it('still answers who asked for the pause that lets it end', async () => {
    const storeFile = join(temporaryFolder(), 'lab.db');
    const lab = await aLab(storeFile, { stepMs: 20 });
    const { run } = await lab.request('runs.create', anOrder());
    await runWhen(lab, run.id, ({ progress }) => progress.step >= 20);
    lab.on('run.changed', ({ run: changed }) => changed.status === 'paused' && void lab.close());
    const remote = await connectLab(storeFile);
    const answer = await remote?.request('runs.pause', { runs: [run.id] });
    expect(answer?.runs[0]).toMatchObject({ id: run.id, status: 'paused' });
    await remote?.closed;
  });

  it('starts what was queued when the next one opens the store', async () => {
    const storeFile = join(temporaryFolder(), 'lab.db');
    const first = await aLab(storeFile, { stepMs: 2 }, { cores: 1 });
    await first.request('runs.create', anOrder());
    const { run: waiting } = await first.request('runs.create', anOrder({ seed: 2 }));
    await first.close();
    const second = await aLab(storeFile);
    await runIn(second, waiting.id, 'finished');
  });

  it('killed outright loses nothing: its run is interrupted and goes on to the same curves', async () => {
    const storeFile = join(temporaryFolder(), 'lab.db');
    const order = JSON.stringify(anOrder());
    const child = fork(LAB_PROCESS, [storeFile, BUILT_SCRIPTED_WORKER, order], {
      env: { ...process.env, SCRIPTED_WORKER: JSON.stringify({ stepMs: 5 }) },
      execArgv: [],
    });
    await untilStep(child, 70);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await noWorkersLeft();

    const lab = await aLab(storeFile);
    const { run } = await lab.request('runs.get', { run: 1 });
    expect(run.status).toBe('interrupted');
    expect(run.reason).toContain('the lab ended while it ran');
    expect(run.progress).toMatchObject({ stepsPerSecond: 0, secondsLeft: null });
    expect(run.progress.step).toBeGreaterThanOrEqual(70);
    await lab.request('runs.resume', { runs: [1] });
    await runIn(lab, 1, 'finished');

    const { run: calm } = await lab.request('runs.create', anOrder());
    await runIn(lab, calm.id, 'finished');
    expect(await curveRows(lab, 1)).toEqual(await curveRows(lab, calm.id));
  });
});

async function untilStep(child: ChildProcess, step: number): Promise<void> {
  const reached = Promise.withResolvers<void>();
  child.on('message', (message: { step: number }) => message.step >= step && reached.resolve());
  child.on('exit', (code) => reached.reject(new Error(`the lab process ended with ${code}`)));
  await reached.promise;
}

/** A worker whose lab is gone ends by itself. */
async function noWorkersLeft(): Promise<void> {
  const orphans = () =>
    execFileSync('ps', ['-A', '-o', 'ppid=,args='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.trim().startsWith('1 ') && line.includes('scripted-worker'));
  for (let i = 0; i < 50 && orphans().length > 0; i++) await sleep(100);
  expect(orphans()).toEqual([]);
}

/** @file A session with a worker that is a puppet, on a real store. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { hashOf, sha256 } from '../../../src-main/base/hash.ts';
import type { RunRecord } from '../../../src-main/contract/values/run-record.ts';
import type { FromWorker } from '../../../src-main/contract/wire/worker-protocol.ts';
import { experimentById } from '../../../src-main/experiments/index.ts';
import { CheckpointKeeper } from '../../../src-main/lab/checkpoint-keeper.ts';
import { EventBus } from '../../../src-main/lab/event-bus.ts';
import { RunSession } from '../../../src-main/lab/run-session.ts';
import { DEFAULT_LIMITS, type SessionContext } from '../../../src-main/lab/session-context.ts';
import { openStore } from '../../../src-main/store/open-store.ts';
import { temporaryFolder } from '../../helpers/lab-in-folder.ts';
import { PuppetWorker } from '../../helpers/puppet-worker.ts';

const CONFIG = experimentById('quick-start').config;

/** A session that has sent its start order to the puppet. */
async function startedSession(changes: Partial<SessionContext> = {}, onDiskTrouble?: (why: string) => void) {
  const store = openStore(join(temporaryFolder(), 'lab.db'));
  onTestFinished(() => store.close());
  const { reader, writer, paths } = store;
  const worker = new PuppetWorker();
  const bus = new EventBus((error) => expect.unreachable(String(error)));
  const context: SessionContext = {
    reader,
    writer,
    bus,
    checkpoints: new CheckpointKeeper(paths.checkpoints, reader, writer),
    spawn: () => worker,
    clock: { now: () => 1000 },
    limits: DEFAULT_LIMITS,
    version: '1.2.3',
    report: (error) => expect.unreachable(String(error)),
    ...changes,
  };
  const order = { uid: 'u', name: '', experiment: 'quick-start', engine: 'onnx-cpu', threads: 1 } as const;
  const run = writer.insertRun({
    ...order,
    config: CONFIG,
    configHash: hashOf(CONFIG),
    tags: [],
    createdAt: 0,
  });
  const session = new RunSession(run, context, onDiskTrouble);
  void session.start();
  await vi.waitFor(() => expect(worker.heard.map((message) => message.type)).toEqual(['start']));
  const record = () => reader.run(run.id) as RunRecord;
  return { session, worker, store, context, record, folder: join(paths.checkpoints, String(run.id)) };
}

const points = (batch: number, step: number, accuracy = 0.5): FromWorker => ({
  type: 'points',
  batch,
  evaluations: [{ step, seconds: step, values: { 'train/accuracy': accuracy, 'val/accuracy': 0.1 } }],
  step,
  seconds: step,
  stepsPerSecond: 1,
});

it('acknowledges a batch once it is committed, and announces it after that', async () => {
  const { worker, context, record } = await startedSession();
  const seen: string[] = [];
  context.bus.on('run.points', () => seen.push(`points at ${record().progress.step}`));
  context.bus.on('run.changed', ({ run }) => seen.push(`memorised at ${run.point1?.step}`));
  worker.say(points(1, 25));
  worker.say(points(2, 50, 1));
  expect(worker.heard.slice(1)).toEqual([
    { type: 'ack', batch: 1 },
    { type: 'ack', batch: 2 },
  ]);
  expect(seen).toEqual(['points at 25', 'points at 50', 'memorised at 50']);
  worker.exit();
});

it('registers checkpoints, keeps the newest two, and refuses a file from elsewhere', async () => {
  const { session, worker, store, record, folder } = await startedSession();
  mkdirSync(folder, { recursive: true });
  for (const step of [1, 2, 3]) {
    writeFileSync(join(folder, `${step}.ckpt`), 'abc');
    worker.say({ type: 'checkpoint', step, file: `${step}.ckpt`, bytes: 3, sha256: sha256('abc') });
  }
  expect(store.reader.checkpoints(record().id).map(({ step }) => step)).toEqual([3, 2]);
  worker.say({ type: 'checkpoint', step: 4, file: '../1/3.ckpt', bytes: 3, sha256: sha256('abc') });
  await session.done;
  expect(record()).toMatchObject({ status: 'interrupted', reason: expect.stringContaining("'../1/3.ckpt'") });
});

it('hears nothing more once the run has ended, and kills a process that lingers', async () => {
  const { session, worker, record } = await startedSession({ limits: { ...DEFAULT_LIMITS, exitMs: 50 } });
  worker.say(points(1, 25));
  worker.say({ type: 'ended', how: 'finished', reason: '', code: null, step: 30, seconds: 3 });
  worker.say(points(2, 50));
  worker.say({ type: 'ended', how: 'failed', reason: 'late', code: 'internal', step: 0, seconds: 0 });
  expect(record()).toMatchObject({ status: 'finished', finishedAt: 1000, progress: { step: 30 } });
  expect(worker.killed).toBe(false);
  await session.done;
  expect(worker.killed).toBe(true);
  expect(record().status).toBe('finished');
});

it('keeps how far the run was when a worker fails before it knows', async () => {
  const { worker, record } = await startedSession();
  worker.say(points(1, 25));
  worker.say({
    type: 'ended',
    how: 'failed',
    reason: 'no such op.',
    code: 'cannot-compile',
    step: 0,
    seconds: 0,
  });
  expect(record()).toMatchObject({
    status: 'failed',
    reason: 'no such op (cannot-compile)',
    progress: { step: 25 },
  });
  worker.exit();
});

it('ends a run whose points cannot be stored, and says why', async () => {
  const { session, worker, store, record } = await startedSession();
  const append = vi.spyOn(store.writer, 'appendEvaluations').mockImplementationOnce(() => {
    throw new Error('the disk is full');
  });
  worker.say(points(1, 25));
  await session.done;
  expect(append).toHaveBeenCalled();
  expect(worker.killed).toBe(true);
  expect(worker.heard.map((message) => message.type)).toEqual(['start']);
  expect(record()).toMatchObject({
    status: 'interrupted',
    reason: expect.stringContaining('the disk is full'),
  });
});

it('whose end the store does not take writes it as soon as it does, and says so to whoever wants it to end', async () => {
  const errors: unknown[] = [];
  const limits = { ...DEFAULT_LIMITS, retryMs: 20 };
  const { session, worker, store, record } = await startedSession({
    limits,
    report: (error) => errors.push(error),
  });
  const append = vi.spyOn(store.writer, 'appendEvaluations').mockImplementation(() => {
    throw new Error('the disk is gone');
  });
  worker.say(points(1, 25));
  expect(errors).toEqual([new Error('the disk is gone')]);
  await expect(session.end('pause')).rejects.toThrow('the disk is gone');
  expect(record().status).toBe('running');
  append.mockRestore();
  await session.done;
  expect(record()).toMatchObject({
    status: 'interrupted',
    reason: expect.stringContaining('the disk is gone'),
  });
});

it('leaves an end that the store does not take to the next start when its lab is closed', async () => {
  const { session, worker, store, record } = await startedSession({ report: () => {} });
  vi.spyOn(store.writer, 'appendEvaluations').mockImplementation(() => {
    throw new Error('the disk is gone');
  });
  worker.say(points(1, 25));
  await session.close(1000);
  expect(record().status).toBe('running');
});

it('whose checkpoint the disk does not take is interrupted, and tells why no other run should start', async () => {
  const told: string[] = [];
  const { session, worker, record } = await startedSession({}, (why) => told.push(why));
  const reason = '/c/step-9 cannot grow because the disk is full; free some space and try again.';
  worker.say({ type: 'ended', how: 'failed', reason, code: 'store-unusable', step: 30, seconds: 3 });
  worker.exit();
  await session.done;
  expect(record().status).toBe('interrupted');
  expect(told).toEqual([reason]);
});

it('never ends before it began, whatever the clock did meanwhile', async () => {
  const times = [5000, 1000];
  const { session, worker, record } = await startedSession({ clock: { now: () => times.shift() ?? 0 } });
  worker.say({ type: 'ended', how: 'finished', reason: '', code: null, step: 30, seconds: 3 });
  worker.exit();
  await session.done;
  expect(record()).toMatchObject({ status: 'finished', startedAt: 5000, finishedAt: 5000 });
});

it('paused before its worker is there never starts one', async () => {
  const spawn = vi.fn();
  const store = openStore(join(temporaryFolder(), 'lab.db'));
  onTestFinished(() => store.close());
  const { reader, writer, paths } = store;
  const order = { uid: 'u', name: '', experiment: 'quick-start', engine: 'onnx-cpu', threads: 1 } as const;
  const run = writer.insertRun({
    ...order,
    config: CONFIG,
    configHash: hashOf(CONFIG),
    tags: [],
    createdAt: 0,
  });
  const session = new RunSession(run, {
    reader,
    writer,
    bus: new EventBus(() => {}),
    checkpoints: new CheckpointKeeper(paths.checkpoints, reader, writer),
    spawn,
    clock: { now: () => 1000 },
    limits: DEFAULT_LIMITS,
    version: '',
    report: () => {},
  });
  void session.start();
  await session.end('pause');
  expect(spawn).not.toHaveBeenCalled();
  expect(reader.run(run.id)?.status).toBe('paused');
});

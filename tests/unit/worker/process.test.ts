import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashOf } from '../../../src-main/base/hash.ts';
import type { Evaluation } from '../../../src-main/contract/values/evaluation-points.ts';
import { ENGINE_IDS } from '../../../src-main/contract/values/engine-id.ts';
import {
  fromWorker,
  type FromWorker,
  type ToWorker,
} from '../../../src-main/contract/wire/worker-protocol.ts';
import { BUILT_WORKER } from '../../helpers/built.ts';
import { hasEngine } from '../../helpers/engines-here.ts';
import { aSmallConfig } from '../../helpers/small-configs.ts';
import { series } from '../../helpers/train-here.ts';

const CONFIG = aSmallConfig({
  'budget.steps': 150,
  'evaluation.every': 7,
  'evaluation.growth': 1.2,
  'checkpoint.everySteps': 40,
  measures: ['losses', 'weights-norm', 'effective'],
});

type Type = FromWorker['type'];
type Message<T extends Type> = Extract<FromWorker, { type: T }>;

let folder: string;
const children: ChildProcess[] = [];
/** Several processes one after the other, on a machine that may be busy. */
const PATIENT = 120_000;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'groklab-worker-'))));
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A worker process and everything it says. Batches are committed at once as long as `commits` holds. */
class Worker {
  readonly child: ChildProcess;
  readonly messages: FromWorker[] = [];
  readonly exited: Promise<[code: number | null, signal: string | null]>;
  commits = true;

  constructor() {
    this.child = fork(BUILT_WORKER, [], { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    children.push(this.child);
    this.exited = once(this.child, 'exit') as Promise<[number | null, string | null]>;
    this.child.on('message', (said) => {
      const message = fromWorker.parse(said);
      this.messages.push(message);
      if (message.type === 'points' && this.commits) this.send({ type: 'ack', batch: message.batch });
    });
  } // oxfmt-ignore

  send(message: ToWorker): void {
    if (this.child.connected) this.child.send(message, () => {});
  }

  start(changes: Partial<Extract<ToWorker, { type: 'start' }>> = {}): this {
    this.send({
      type: 'start',
      config: CONFIG,
      configHash: hashOf(CONFIG),
      engine: 'onnx-cpu',
      threads: 1,
      checkpointFolder: folder,
      resumeFrom: null,
      stepsPerCall: null,
      ...changes,
    });
    return this;
  }

  /** The first message of that type, now or later. */
  async next<T extends Type>(type: T): Promise<Message<T>> {
    for (;;) {
      const found = this.messages.find((message): message is Message<T> => message.type === type);
      if (found) return found;
      await once(this.child, 'message');
    }
  }

  get evaluations(): Evaluation[] {
    return this.messages.flatMap((message) => (message.type === 'points' ? message.evaluations : []));
  }
}

/** A run from beginning to end. */
async function wholeRun(changes: Parameters<Worker['start']>[0] = {}): Promise<Worker> {
  const worker = new Worker().start(changes);
  expect(await worker.exited).toEqual([0, null]);
  return worker;
}

describe('a worker process', () => {
  it('says that it has started, trains, says how it ended, and exits', async () => {
    const worker = await wholeRun();
    const [first, last] = [worker.messages[0], worker.messages.at(-1)];
    expect(first).toMatchObject({ type: 'started', configHash: hashOf(CONFIG), step: 0 });
    expect((first as Message<'started'>).environment.stepsPerCall).toBeGreaterThan(0);
    expect(last).toMatchObject({ type: 'ended', how: 'finished', reason: '', code: null, step: 150 });
    expect(worker.evaluations[0]?.step).toBe(0);
    expect(worker.evaluations.at(-1)?.step).toBe(150);
    const checkpoints = worker.messages.filter((message) => message.type === 'checkpoint');
    expect(checkpoints.map(({ step }) => step)).toEqual([40, 80, 120, 150]);
    expect(readdirSync(folder).sort()).toEqual(checkpoints.map(({ file }) => file).sort());
  });

  it(
    'gives the same numbers to the last bit when it is run again, on two threads, and in two parts with a kill between',
    { timeout: PATIENT },
    async () => {
      const one = await wholeRun({ stepsPerCall: 1 });
      const [again, onTwo] = [await wholeRun(), await wholeRun({ threads: 2, stepsPerCall: 10 })];
      expect(onTwo.messages[0]).toMatchObject({ type: 'started', environment: { stepsPerCall: 10 } });
      expect(one.evaluations.length).toBeGreaterThan(30);
      expect(series(again.evaluations)).toEqual(series(one.evaluations));
      expect(series(onTwo.evaluations)).toEqual(series(one.evaluations));
      // And killed after a checkpoint, then resumed from it.
      const killed = new Worker().start();
      const { step, file } = await killed.next('checkpoint');
      killed.child.kill('SIGKILL');
      expect(await killed.exited).toEqual([null, 'SIGKILL']);
      const resumed = await wholeRun({ resumeFrom: join(folder, file) });
      expect(resumed.messages[0]).toMatchObject({ type: 'started', step });
      expect(resumed.evaluations.every((evaluation) => evaluation.step > step)).toBe(true);
      const kept = killed.evaluations.filter((evaluation) => evaluation.step <= step);
      expect(series([...kept, ...resumed.evaluations])).toEqual(series(one.evaluations));
    },
  );

  it(
    'that is paused saves, says so and exits, and goes on from there as if it had not been',
    { timeout: PATIENT },
    async () => {
      const config = aSmallConfig({ 'budget.steps': 2000, 'evaluation.every': 100, 'evaluation.growth': 0 });
      const order = { config, configHash: hashOf(config) };
      const whole = await wholeRun(order);
      const worker = new Worker();
      // Without commits the run cannot get far ahead of the pause.
      worker.commits = false;
      worker.start(order);
      await worker.next('points');
      worker.send({ type: 'pause' });
      worker.commits = true;
      for (const message of worker.messages)
        if (message.type === 'points') worker.send({ type: 'ack', batch: message.batch });
      expect(await worker.exited).toEqual([0, null]);
      const ended = worker.messages.at(-1);
      expect(ended).toMatchObject({ type: 'ended', how: 'paused' });
      const { file, step } = await worker.next('checkpoint');
      expect(step).toBe((ended as Message<'ended'>).step);
      const rest = await wholeRun({ ...order, resumeFrom: join(folder, file) });
      expect(series([...worker.evaluations, ...rest.evaluations])).toEqual(series(whole.evaluations));
    },
  );

  it('whose lab is gone exits', async () => {
    const config = aSmallConfig({
      'budget.steps': 1_000_000,
      'evaluation.every': 1000,
      'evaluation.growth': 0,
    });
    const training = new Worker().start({ config, configHash: hashOf(config) });
    await training.next('started');
    training.child.disconnect();
    expect((await training.exited)[1]).toBeNull();
    const idle = new Worker();
    await once(idle.child, 'spawn');
    idle.child.disconnect();
    expect((await idle.exited)[1]).toBeNull();
  });

  it.each(ENGINE_IDS)('answers whether %s works here, and exits', async (engine) => {
    const worker = new Worker();
    worker.send({ type: 'probe', engine });
    const { report } = await worker.next('probed');
    expect(report).toMatchObject({ engine, available: hasEngine(engine) });
    expect(report.reason === '' && report.remedy === '', 'says why not and what to do').toBe(
      report.available,
    );
    expect(await worker.exited).toEqual([0, null]);
  });

  it('says what is wrong with a checkpoint that it cannot go on from', async () => {
    const file = join(folder, 'step-000000040.safetensors');
    writeFileSync(file, 'cut short');
    const worker = new Worker().start({ resumeFrom: file });
    const ended = await worker.next('ended');
    expect(ended).toMatchObject({ how: 'failed', code: 'checkpoint-damaged' });
    expect(ended.reason).toContain('step-000000040.safetensors');
    expect(await worker.exited).toEqual([0, null]);
  });

  it('measures the network that a time limit leaves', async () => {
    const config = aSmallConfig({
      'budget.steps': 100_000_000,
      'budget.seconds': 0.3,
      'evaluation.every': 100_000_000,
      'evaluation.growth': 0,
    });
    const worker = await wholeRun({ config, configHash: hashOf(config) });
    const ended = await worker.next('ended');
    expect(ended).toMatchObject({ how: 'finished', code: null });
    expect(ended.step).toBeGreaterThan(0);
    expect(worker.evaluations.map(({ step }) => step)).toEqual([0, ended.step]);
  });

  it('that fails on the way says how far it came, with everything measured until then', async () => {
    const notAFolder = join(folder, 'file');
    writeFileSync(notAFolder, '');
    const worker = await wholeRun({ checkpointFolder: notAFolder });
    expect(await worker.next('ended')).toMatchObject({ how: 'failed', step: 40 });
    // The last of the growing schedule before the checkpoint at 40 that cannot be written.
    expect(worker.evaluations.at(-1)?.step).toBe(37);
  });

  it('says which field an engine cannot do', async () => {
    const config = aSmallConfig({ precision: 'float64' });
    const worker = new Worker().start({ config, configHash: hashOf(config), engine: 'tfjs-cpu' });
    expect(await worker.next('ended')).toMatchObject({ how: 'failed', code: 'cannot-compile' });
    await worker.exited;
  });

  it('does not take a message that is not in the protocol', async () => {
    const worker = new Worker();
    worker.child.send({ type: 'gossip' });
    const [code] = await worker.exited;
    expect(code).not.toBe(0);
  });
});

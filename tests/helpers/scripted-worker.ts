/** @file A worker that speaks the protocol and trains nothing: its curves are a formula of seed and step, and its state is
 *  one number that every step multiplies and mixes, so that a wrong resume gives other values. What it should do wrong
 *  stands as JSON in the environment variable SCRIPTED_WORKER. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Evaluation } from '../../src-main/contract/values/evaluation-points.ts';
import type { EngineId } from '../../src-main/contract/values/engine-id.ts';
import { toWorker, type FromWorker, type ToWorker } from '../../src-main/contract/wire/worker-protocol.ts';

/** What can go wrong, each at a step, and once per run, so that a resumed run gets past. */
export interface Script {
  /** Pause between steps. */
  readonly stepMs?: number;
  /** Exits with code 3 after writing a line to standard error. */
  readonly crashAt?: number;
  /** Blocks its thread for ever. */
  readonly hangAt?: number;
  /** Loss becomes NaN: the run fails. */
  readonly nanAt?: number;
  /** Records NaN and infinite losses at these steps and goes on. */
  readonly strangeLosses?: Readonly<Record<number, 'NaN' | 'Infinity' | '-Infinity'>>;
  /** Takes no notice of pause and stop. */
  readonly deaf?: boolean;
  /** Says something that is not in the protocol. */
  readonly babbleAt?: number;
  /** Engines that do not work here: files are missing, the process that asks dies or says nothing. */
  readonly engines?: Readonly<Partial<Record<EngineId, 'missing' | 'crash' | 'hang'>>>;
  /** Milliseconds per step that engines are found to take; one that is not named takes 1000. */
  readonly paces?: Readonly<Partial<Record<EngineId, number>>>;
  /** Echoes another config hash. */
  readonly wrongHash?: boolean;
}

type Start = Extract<ToWorker, { type: 'start' }>;
const script = JSON.parse(process.env['SCRIPTED_WORKER'] ?? '{}') as Script;
const send = (message: FromWorker) => process.send?.(message);
/** A channel that is closed behind a message may cut it off. */
const sendLast = (message: FromWorker) =>
  process.send?.(message, undefined, undefined, () => process.disconnect());
let wish: 'pause' | 'stop' | undefined;

/** The whole "network": an integer that only the right history leads to. */
function nextState(state: number, step: number): number {
  return (Math.imul(state ^ step, 0x9e3779b1) + 0x7f4a7c15) >>> 0;
}

function evaluate(state: number, step: number, steps: number): Evaluation {
  const noise = state / 2 ** 32;
  const strange = script.strangeLosses?.[step];
  const values = {
    'train/loss': strange ? Number(strange) : 1 / (1 + step) + noise * 1e-3,
    'train/accuracy': step >= steps * 0.2 ? 1 : noise * 0.5,
    'val/loss': 2 / (1 + step) + noise * 1e-3,
    'val/accuracy': step >= steps * 0.6 ? 1 : noise * 0.5,
    'weights/norm': 10 + noise,
  };
  return { step, seconds: step / 1000, values };
}

class ScriptedRun {
  readonly #order: Start;
  #state: number;
  #step = 0;
  #batch = 0;
  #unsent: Evaluation[] = [];

  constructor(order: Start) {
    this.#order = order;
    this.#state = order.config.seed;
    if (order.resumeFrom) {
      const saved = JSON.parse(readFileSync(order.resumeFrom, 'utf8')) as { state: number; step: number };
      this.#state = saved.state;
      this.#step = saved.step;
    }
  }

  async train(): Promise<void> {
    const { config, configHash } = this.#order;
    send({
      type: 'started',
      configHash: script.wrongHash ? 'another' : configHash,
      splitHash: 'scripted',
      environment: {
        engineVersion: '0',
        node: process.versions.node,
        platform: 'test',
        cpu: 'test',
        cores: 1,
      },
      compileMs: 0,
      step: this.#step,
    });
    if (this.#step === 0) this.#unsent.push(evaluate(this.#state, 0, config.budget.steps));
    while (this.#step < config.budget.steps) {
      this.#state = nextState(this.#state, this.#step);
      this.#step++;
      if (this.#step % config.evaluation.every === 0) {
        this.#unsent.push(evaluate(this.#state, this.#step, config.budget.steps));
        this.#sendPoints();
      }
      if (this.#step % config.checkpoint.everySteps === 0) this.#saveCheckpoint();
      this.#misbehave();
      await sleep(script.stepMs ?? 0);
      if (this.#due(script.nanAt))
        return this.#end('failed', `the training loss became NaN at step ${this.#step}`);
      if (wish && !script.deaf) return this.#end(wish === 'pause' ? 'paused' : 'stopped', '');
    }
    this.#end('finished', '');
  }

  #due(step: number | undefined): boolean {
    const marker = `${this.#order.checkpointFolder}-misbehaved-at-${step}`;
    if (step !== this.#step || existsSync(marker)) return false;
    writeFileSync(marker, '');
    return true;
  }

  #misbehave(): void {
    if (this.#due(script.crashAt)) {
      process.stderr.write('scripted crash\n');
      process.exit(3);
    }
    if (this.#due(script.hangAt)) for (;;);
    if (this.#due(script.babbleAt)) process.send?.({ type: 'gossip' });
  }

  #pace() {
    return { step: this.#step, seconds: this.#step / 1000, stepsPerSecond: 1000 };
  }

  #sendPoints(): void {
    if (this.#unsent.length === 0) return;
    this.#batch++;
    send({ type: 'points', batch: this.#batch, evaluations: this.#unsent, ...this.#pace() });
    this.#unsent = [];
  }

  #saveCheckpoint(): void {
    this.#sendPoints();
    const path = join(this.#order.checkpointFolder, `step-${this.#step}.json`);
    const text = JSON.stringify({ state: this.#state, step: this.#step });
    writeFileSync(`${path}.part`, text);
    renameSync(`${path}.part`, path);
    const sha256 = createHash('sha256').update(text).digest('hex');
    send({ type: 'checkpoint', step: this.#step, file: basename(path), bytes: text.length, sha256 });
  }

  #end(how: 'finished' | 'paused' | 'stopped' | 'failed', reason: string): void {
    this.#sendPoints();
    if (how !== 'failed') this.#saveCheckpoint();
    const seconds = this.#step / 1000;
    sendLast({ type: 'ended', how, reason, code: null, step: this.#step, seconds });
  }
}

/** Whether this process will never answer for the engine. */
function strandedOn(engine: EngineId): boolean {
  const fate = script.engines?.[engine];
  if (fate === 'crash') process.kill(process.pid, 'SIGSEGV');
  if (fate === 'hang') setInterval(() => {}, 1000);
  return fate === 'crash' || fate === 'hang';
}

process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  const order = toWorker.parse(message);
  if (order.type === 'start') void new ScriptedRun(order).train();
  else if (order.type === 'pause' || order.type === 'stop') wish = order.type;
  else if (order.type === 'probe') {
    if (strandedOn(order.engine)) return;
    const missing = script.engines?.[order.engine] === 'missing';
    const about = missing
      ? { available: false, version: '', reason: 'it is not there', remedy: 'fetch it' }
      : { available: true, version: '0', reason: '', remedy: '' };
    sendLast({ type: 'probed', report: { engine: order.engine, ...about } });
  } else if (order.type === 'pace') {
    if (strandedOn(order.engine)) return;
    const missing = script.engines?.[order.engine] === 'missing';
    const msPerStep = missing ? null : (script.paces?.[order.engine] ?? 1000);
    sendLast({
      type: 'paced',
      pace: { engine: order.engine, msPerStep, reason: missing ? 'it is not there' : '' },
    });
  }
});

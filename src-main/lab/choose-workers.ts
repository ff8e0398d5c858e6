/** @file How many workers with how many threads finish most runs in an hour: tried out side by side, and remembered. */
import { cpus } from 'node:os';
import { z } from 'zod';
import { hashOf } from '../base/hash.ts';
import type { EngineId } from '../contract/values/engine-id.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import { fromWorker } from '../contract/wire/worker-protocol.ts';
import type { StoreReader, StoreWriter } from '../store/store.ts';
import { exitReason } from './end-reasons.ts';
import { costKey } from './estimate.ts';
import { VERSION } from './package-root.ts';
import type { WorkerProcess, WorkerSpawner } from './worker-process.ts';

/** Long enough for hundreds of small steps, short beside any sweep. */
const TIMED_MS = 1000;
const KEY = 'workers';

const choice = z.object({ threads: z.int().min(1), sentence: z.string() });
export type WorkerChoice = z.infer<typeof choice>;

/** A way to use all cores. */
export interface Layout {
  readonly workers: number;
  readonly threads: number;
}

export interface ChoiceContext {
  readonly reader: StoreReader;
  readonly writer: StoreWriter;
  readonly spawn: WorkerSpawner;
  readonly cores: number;
}

/** One thread for each of as many workers as there are cores, or two threads for each of half as many. */
export function layoutsFor(cores: number): Layout[] {
  const single = { workers: cores, threads: 1 };
  return cores < 2 ? [single] : [single, { workers: Math.floor(cores / 2), threads: 2 }];
}

/** The layout of most runs an hour, the first of equals, and a sentence that says by how much. */
export function better(measured: readonly (Layout & { readonly runsPerHour: number })[]): WorkerChoice {
  const [best, ...others] = [...measured].sort((a, b) => b.runsPerHour - a.runsPerHour);
  if (!best) throw new Error('choose workers: nothing was measured');
  const against = others.map((other) => `${rate(other.runsPerHour)} with ${layoutText(other)}`);
  const compared = against.length > 0 ? ` against ${against.join(' and ')}` : '';
  return {
    threads: best.threads,
    sentence: `${layoutText(best)}: ${rate(best.runsPerHour)} runs/h${compared}`,
  };
}

/**
 * The choice for runs like this one; measured unless it was before on this machine with this version.
 * @throws Error when a worker cannot train it
 */
export async function chooseWorkers(
  config: RunConfig,
  engine: EngineId,
  { reader, writer, spawn, cores }: ChoiceContext,
): Promise<WorkerChoice> {
  const known = reader.settings()[KEY];
  const key = hashOf([costKey(config), engine, cores, cpus()[0]?.model, VERSION, config.budget.steps]);
  const remembered = choice.safeParse((known as Record<string, unknown> | undefined)?.[key]);
  if (remembered.success) return remembered.data;
  const measured = [];
  for (const layout of layoutsFor(cores)) {
    const stepsPerSecond = await timeLayout(layout, config, engine, spawn);
    measured.push({ ...layout, runsPerHour: (stepsPerSecond * 3600) / config.budget.steps });
  }
  const made = better(measured);
  writer.writeSetting(KEY, { ...(known as object | undefined), [key]: made });
  return made;
}

/** Steps per second of all workers together. */
async function timeLayout(
  { workers, threads }: Layout,
  config: RunConfig,
  engine: EngineId,
  spawn: WorkerSpawner,
): Promise<number> {
  const trials = Array.from({ length: workers }, () => new Trial(spawn()));
  try {
    await Promise.all(trials.map((trial) => trial.prepare(config, engine, threads)));
    // All at once: what they take from each other is part of the answer.
    const rates = await Promise.all(trials.map((trial) => trial.time(TIMED_MS)));
    return rates.reduce((sum, stepsPerSecond) => sum + stepsPerSecond, 0);
  } finally {
    for (const trial of trials) trial.end();
  }
}

/** A worker that trains only to be timed. */
class Trial {
  readonly #worker: WorkerProcess;
  readonly #compiled = Promise.withResolvers<void>();
  readonly #rehearsed = Promise.withResolvers<number>();

  constructor(worker: WorkerProcess) {
    this.#worker = worker;
    // Whoever waits hears of a failure; the other promise must not be one that nobody handles.
    for (const { promise } of [this.#compiled, this.#rehearsed]) promise.catch(() => {});
    worker.onMessage((message) => this.#receive(message));
    worker.onExit((exit) => this.#fail(exitReason(exit)));
  }

  async prepare(config: RunConfig, engine: EngineId, threads: number): Promise<void> {
    this.#worker.send({ type: 'rehearse', config, engine, threads });
    await this.#compiled.promise;
  }

  async time(ms: number): Promise<number> {
    this.#worker.send({ type: 'go', ms });
    return this.#rehearsed.promise;
  }

  end(): void {
    this.#worker.kill();
  }

  #receive(message: unknown): void {
    const parsed = fromWorker.safeParse(message);
    if (!parsed.success) return this.#fail('the worker sent what the protocol does not know');
    const { data } = parsed;
    if (data.type === 'compiled') this.#compiled.resolve();
    else if (data.type === 'rehearsed') this.#rehearsed.resolve((data.steps * 1000) / data.ms);
    else if (data.type === 'ended') this.#fail(data.reason);
  }

  #fail(reason: string): void {
    this.#compiled.reject(new Error(reason));
    this.#rehearsed.reject(new Error(reason));
  }
}

function layoutText({ workers, threads }: Layout): string {
  return `${workers} worker${workers === 1 ? '' : 's'} x ${threads} thread${threads === 1 ? '' : 's'}`;
}

function rate(runsPerHour: number): string {
  return runsPerHour >= 100 ? runsPerHour.toFixed(0) : runsPerHour.toPrecision(3);
}

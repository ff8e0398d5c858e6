/** @file Which engines work here and how fast they are for a config, asked in worker processes that live as long as the
 *  question. */
import { ENGINE_IDS, type EngineId } from '../contract/values/engine-id.ts';
import { LabError } from '../contract/values/lab-error.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import { fromWorker, type EnginePace } from '../contract/wire/worker-protocol.ts';
import { exitReason, inSeconds } from './end-reasons.ts';
import { probeEngine } from './probe-engines.ts';
import type { WorkerSpawner } from './worker-process.ts';

/** An engine that has not answered by then is too slow, or hangs. */
const PATIENCE_MS = 60_000;

export class EngineDirectory {
  readonly #spawn: WorkerSpawner;
  /** Engines that were found to work. One that breaks afterwards says so when its run starts. */
  readonly #working = new Set<EngineId>();

  constructor(spawn: WorkerSpawner) {
    this.#spawn = spawn;
  }

  /** @throws LabError `engine-unavailable` saying what was found and what to do */
  async refuseUnavailable(engine: EngineId): Promise<void> {
    if (this.#working.has(engine)) return;
    const { available, reason, remedy } = await probeEngine(this.#spawn, engine);
    if (!available) {
      const message = `engine: ${engine} does not work here: ${reason}; ${remedy}. Another engine can be asked for, or auto.`;
      throw new LabError('engine-unavailable', message, { engine });
    }
    this.#working.add(engine);
  }

  /**
   * The fastest engine for a config, each timed alone, one after the other.
   * @throws LabError `engine-unavailable` when none can run it
   */
  async choose(
    config: RunConfig,
    threads: number,
    patienceMs = PATIENCE_MS,
  ): Promise<{ engine: EngineId; paces: EnginePace[] }> {
    const paces: EnginePace[] = [];
    for (const engine of ENGINE_IDS) paces.push(await this.#pace(engine, config, threads, patienceMs));
    const timed = paces.filter((pace) => pace.msPerStep !== null);
    const [fastest] = timed.sort((a, b) => (a.msPerStep as number) - (b.msPerStep as number));
    if (fastest) return { engine: fastest.engine, paces };
    const reasons = paces.map(({ engine, reason }) => `${engine}: ${reason}`).join('; ');
    throw new LabError('engine-unavailable', `engine: none can run this config here (${reasons}).`);
  }

  #pace(engine: EngineId, config: RunConfig, threads: number, patienceMs: number): Promise<EnginePace> {
    const { promise, resolve } = Promise.withResolvers<EnginePace>();
    const worker = this.#spawn();
    const without = (reason: string) => resolve({ engine, msPerStep: null, reason });
    const timer = setTimeout(() => {
      without(`it took no step within ${inSeconds(patienceMs)}`);
      worker.kill();
    }, patienceMs);
    worker.onMessage((message) => {
      const parsed = fromWorker.safeParse(message);
      if (!parsed.success) return;
      if (parsed.data.type === 'paced') resolve(parsed.data.pace);
      if (parsed.data.type === 'ended') without(parsed.data.reason);
    });
    worker.onExit((exit) => {
      clearTimeout(timer);
      without(`it broke down while it was timed (${exitReason(exit)})`);
    });
    worker.send({ type: 'pace', engine, config, threads });
    return promise;
  }
}

/** @file Times the engines in a worker process of their own, so that no native library is ever loaded in this one. */
import { fromWorker, type BenchCase, type BenchTurn } from '../contract/wire/worker-protocol.ts';
import { exitReason } from './end-reasons.ts';
import type { WorkerSpawner } from './worker-process.ts';

export interface TimingOrder {
  readonly threads: number;
  /** One workload on the default engine. */
  readonly quick: boolean;
  /** Called before each case. */
  readonly announce: (turn: BenchTurn) => void;
  /** Called with each case as it is measured. */
  readonly report: (result: BenchCase) => void;
}

export interface Timing {
  /** Rejects saying why it ended early. */
  readonly finished: Promise<void>;
  /** Ends the process at once. */
  stop(): void;
}

/** As many threads as small networks make use of. */
export const benchThreads = (cores: number): number => Math.min(2, cores);

export function timeEngines(spawn: WorkerSpawner, order: TimingOrder): Timing {
  const { threads, quick, announce, report } = order;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const worker = spawn();
  worker.onMessage((message) => {
    const parsed = fromWorker.safeParse(message);
    if (!parsed.success) return;
    const { data } = parsed;
    if (data.type === 'timing') announce(data.turn);
    else if (data.type === 'timed') report(data.result);
    else if (data.type === 'ended') {
      if (data.how === 'finished') resolve();
      else reject(new Error(data.reason));
    }
  });
  worker.onExit((exit) => reject(new Error(exitReason(exit))));
  worker.send({ type: 'bench', threads, quick });
  return { finished: promise, stop: () => worker.kill() };
}

/** @file Times the engines in a worker process of their own, so that no native library is ever loaded in this one. */
import { fromWorker, type BenchCase } from '../contract/wire/worker-protocol.ts';
import { exitReason } from './end-reasons.ts';
import type { WorkerSpawner } from './worker-process.ts';

export interface TimingOrder {
  readonly threads: number;
  /** One workload on the default engine. */
  readonly quick: boolean;
  /** Called with each case as it is measured. */
  readonly report: (result: BenchCase) => void;
}

/** @throws Error saying why it ended early */
export function timeEngines(
  spawn: WorkerSpawner,
  { threads, quick, report }: TimingOrder,
): Promise<BenchCase[]> {
  const { promise, resolve, reject } = Promise.withResolvers<BenchCase[]>();
  const results: BenchCase[] = [];
  const worker = spawn();
  worker.onMessage((message) => {
    const parsed = fromWorker.safeParse(message);
    if (!parsed.success) return;
    const { data } = parsed;
    if (data.type === 'timed') {
      results.push(data.result);
      report(data.result);
    } else if (data.type === 'ended') {
      if (data.how === 'finished') resolve(results);
      else reject(new Error(data.reason));
    }
  });
  worker.onExit((exit) => reject(new Error(exitReason(exit))));
  worker.send({ type: 'bench', threads, quick });
  return promise;
}

/** @file Asks a short-lived worker which engines work here, so that no native library is ever loaded in this process. */
import { fromWorker, type EngineReport } from '../contract/wire/worker-protocol.ts';
import { exitReason, inSeconds } from './end-reasons.ts';
import type { WorkerSpawner } from './worker-process.ts';

const PATIENCE_MS = 30_000;

/** @throws Error saying why the probe gave no answer; a crash there costs this question and nothing else */
export function probeEngines(spawn: WorkerSpawner, patienceMs = PATIENCE_MS): Promise<EngineReport[]> {
  const { promise, resolve, reject } = Promise.withResolvers<EngineReport[]>();
  const worker = spawn();
  const timer = setTimeout(() => {
    reject(new Error(`the probe gave no answer within ${inSeconds(patienceMs)}`));
    worker.kill();
  }, patienceMs);
  worker.onMessage((message) => {
    const parsed = fromWorker.safeParse(message);
    if (parsed.success && parsed.data.type === 'probed') resolve(parsed.data.engines);
  });
  worker.onExit((exit) => {
    clearTimeout(timer);
    reject(new Error(exitReason(exit)));
  });
  worker.send({ type: 'probe' });
  return promise;
}

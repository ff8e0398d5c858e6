/** @file Asks short-lived worker processes which engines work here, one each, so that no native library is ever loaded in
 *  this process, and one that crashes or hangs costs its own answer and no other. */
import { ENGINE_IDS, type EngineId } from '../contract/values/engine-id.ts';
import { fromWorker, type EngineReport } from '../contract/wire/worker-protocol.ts';
import { exitReason, inSeconds } from './end-reasons.ts';
import type { WorkerSpawner } from './worker-process.ts';

const PATIENCE_MS = 30_000;

/** One report per engine, in the order of the list. */
export function probeEngines(spawn: WorkerSpawner, patienceMs = PATIENCE_MS): Promise<EngineReport[]> {
  return Promise.all(ENGINE_IDS.map((engine) => probeEngine(spawn, engine, patienceMs)));
}

/** What one engine says, or what became of the process that asked it. */
export function probeEngine(
  spawn: WorkerSpawner,
  engine: EngineId,
  patienceMs = PATIENCE_MS,
): Promise<EngineReport> {
  const { promise, resolve } = Promise.withResolvers<EngineReport>();
  const worker = spawn();
  const broken = (reason: string) =>
    resolve({ engine, available: false, version: '', reason, remedy: REMEDY[engine] });
  const timer = setTimeout(() => {
    broken(`it gave no answer within ${inSeconds(patienceMs)} while it was probed`);
    worker.kill();
  }, patienceMs);
  worker.onMessage((message) => {
    const parsed = fromWorker.safeParse(message);
    if (parsed.success && parsed.data.type === 'probed') resolve(parsed.data.report);
  });
  worker.onExit((exit) => {
    clearTimeout(timer);
    broken(`it broke down while it was probed (${exitReason(exit)})`);
  });
  worker.send({ type: 'probe', engine });
  return promise;
}

/** For an engine that could not even say what is the matter. */
const REMEDY: Readonly<Record<EngineId, string>> = {
  'onnx-cpu': 'run npm ci again; if it stays, report it with the lines above',
  'tfjs-node': 'run npm run engine:tfjs-node -- --again, or choose another engine',
  'tfjs-cpu': 'run npm ci again; if it stays, report it with the lines above',
};

/** @file The network of a run's newest checkpoint as an ONNX file, made in a worker process of its own. */
import { join } from 'node:path';
import { LabError } from '../contract/values/lab-error.ts';
import type { OwnRun } from '../contract/values/run-record.ts';
import type { CheckpointRecord } from '../contract/wire/requests.ts';
import { fromWorker } from '../contract/wire/worker-protocol.ts';
import { storePaths } from '../store/store-paths.ts';
import { exitReason } from './end-reasons.ts';
import type { WorkerSpawner } from './worker-process.ts';

export interface ModelFile {
  /** Size of the file. */
  readonly bytes: number;
  /** Updates the network had seen. */
  readonly step: number;
  /** Examples per call; null where any number will do. */
  readonly batch: number | null;
}

/**
 * @param out path of the file to write
 * @throws LabError `not-found` for a run without a checkpoint; what the worker says otherwise
 */
export async function exportModel(
  storeFile: string,
  run: OwnRun,
  checkpoints: readonly CheckpointRecord[],
  { spawn, out }: { readonly spawn: WorkerSpawner; readonly out: string },
): Promise<ModelFile> {
  const newest = checkpoints.toSorted((a, b) => b.step - a.step)[0];
  if (!newest) {
    const advice = 'a run writes one when it is paused and when it ends';
    throw new LabError(
      'not-found',
      `run: run ${run.id} has no checkpoint to take a network from; ${advice}.`,
    );
  }
  const checkpoint = join(storePaths(storeFile).checkpoints, String(run.id), newest.file);
  const { promise, resolve, reject } = Promise.withResolvers<ModelFile>();
  const worker = spawn();
  worker.onMessage((message) => {
    const { data } = fromWorker.safeParse(message);
    if (data?.type === 'exported') resolve({ bytes: data.bytes, batch: data.batch, step: newest.step });
    if (data?.type === 'ended') reject(new LabError(data.code ?? 'worker-failed', data.reason));
  });
  worker.onExit((exit) => reject(new LabError('worker-failed', `export: ${exitReason(exit)}`)));
  worker.send({ type: 'export-model', config: run.config, configHash: run.configHash, checkpoint, out });
  return promise;
}

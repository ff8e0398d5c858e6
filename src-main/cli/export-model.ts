/** @file `groklab export model`: a run's network as an ONNX file. */
import { renameSync, writeFileSync } from 'node:fs';
import { exportModel } from '../lab/export-model.ts';
import { defaultWorkerEntry } from '../lab/package-root.ts';
import type { ReadOnlyLab } from '../lab/read-only-lab.ts';
import { forkWorkers } from '../lab/worker-process.ts';
import { usageError } from './exit-codes.ts';
import { findRuns } from './read-lab.ts';
import type { Screen } from './screen.ts';
import type { StoreLocation } from './store-location.ts';

export interface ModelOptions {
  readonly location: StoreLocation;
  readonly references: readonly string[];
  readonly out: string | undefined;
  /** Told what was written. */
  readonly err: Screen;
}

/** @throws LabError unless exactly one run was named and has a checkpoint */
export async function writeModel(lab: ReadOnlyLab | undefined, options: ModelOptions): Promise<void> {
  const { references, location, out, err } = options;
  if (references.length !== 1) {
    throw usageError(
      `--run: a model is that of one run; expected --run once, got it ${references.length} times.`,
    );
  }
  const [found] = await findRuns(lab, references);
  if (!lab || !found) return;
  const { run, checkpoints } = await lab.request('runs.get', { run: found.id });
  const spawn = forkWorkers({ entry: defaultWorkerEntry() });
  const { bytes, step, batch } = await exportModel(location.file, run, checkpoints, spawn);
  if (out === undefined) process.stdout.write(bytes);
  else {
    writeFileSync(`${out}.part`, bytes);
    renameSync(`${out}.part`, out);
  }
  const size = batch === null ? 'any number of examples at a time' : `${batch} examples at a time`;
  err.line(`run ${run.id} after step ${step}, ${size}, ${(bytes.length / 1000).toFixed(0)} kB of ONNX`);
}

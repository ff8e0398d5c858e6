/** @file `groklab export model`: a run's network as an ONNX file. */
import { isOwn } from '../contract/values/foreign-run.ts';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { exportModel, type ModelFile } from '../lab/export-model.ts';
import { defaultWorkerEntry } from '../lab/package-root.ts';
import type { ReadOnlyLab } from '../lab/read-only-lab.ts';
import { forkWorkers } from '../lab/worker-process.ts';
import { usageError } from './exit-codes.ts';
import { findRuns } from './read-lab.ts';
import type { Screen } from './screen.ts';
import type { StoreLocation } from './store-location.ts';
import { whole } from './write-whole.ts';

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
  const [found] = findRuns(lab, references);
  if (!lab || !found) return;
  const { run, checkpoints } = await lab.request('runs.get', { run: found.id });
  if (!isOwn(run)) throw usageError(`--run: run ${run.id} (${run.name}) is foreign and has no network here.`);
  const spawn = forkWorkers({ entry: defaultWorkerEntry() });
  const writeTo = (file: string) => exportModel(location.file, run, checkpoints, { spawn, out: file });
  const made = await (out === undefined ? throughFolder(writeTo) : whole(out, writeTo));
  err.line(`${out === undefined ? '' : `${out}: `}${summary(run.id, made)}`);
}

/** To standard output, by way of a file that is gone afterwards. */
async function throughFolder(writeTo: (file: string) => Promise<ModelFile>): Promise<ModelFile> {
  const folder = mkdtempSync(join(tmpdir(), 'groklab-model-'));
  const file = join(folder, 'network.onnx');
  try {
    const made = await writeTo(file);
    await pipeline(createReadStream(file), process.stdout, { end: false });
    return made;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function summary(run: number, { step, batch, bytes }: ModelFile): string {
  const size = batch === null ? 'any number of examples at a time' : `${batch} examples at a time`;
  return `run ${run} after step ${step}, ${size}, ${(bytes / 1000).toFixed(0)} kB of ONNX`;
}

/** @file The series of a run as its record was, read piece by piece while the run may be trained on. */
import { LabError } from '../contract/values/lab-error.ts';
import type { RunRecord } from '../contract/values/run-record.ts';
import type { SeriesRow, StoreReader } from '../store/store.ts';

/**
 * The rows up to the step of the record. What is committed later lies behind it; only a resume from an earlier checkpoint,
 * which moves the revision on, takes rows away again.
 * @throws LabError `conflict`, after the last row, when that happened meanwhile, or the run was deleted for good
 */
export function* steadySeries(reader: StoreReader, run: RunRecord): Generator<SeriesRow> {
  yield* reader.seriesRows([run.id], run.progress.step);
  const now = reader.run(run.id);
  if (now?.revision === run.revision) return;
  throw movedMeanwhile(run, now ? 'was resumed from an earlier step' : 'was deleted for good');
}

/** Whether a run that stood still was trained since the record was read. */
export function wentOn(reader: StoreReader, { id, revision, status, progress }: RunRecord): boolean {
  const now = reader.run(id);
  return now?.revision !== revision || now.status !== status || now.progress.step !== progress.step;
}

/** @param what happened to the run */
export function movedMeanwhile({ id, name }: RunRecord, what: string): LabError {
  const message = `run ${id} (${name}) ${what} while it was exported; export it again.`;
  return new LabError('conflict', message, { run: id });
}

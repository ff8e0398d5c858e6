/** @file Deleting runs for good: rows, series and checkpoints. */
import type { RunId } from '../contract/values/run-record.ts';
import type { StoreWriter } from '../store/store.ts';
import type { CheckpointKeeper } from './checkpoint-keeper.ts';
import type { EventBus } from './event-bus.ts';

export interface PurgeContext {
  readonly writer: StoreWriter;
  readonly checkpoints: CheckpointKeeper;
  readonly bus: EventBus;
  /** Told what went wrong once the runs were gone. */
  readonly report: (error: unknown) => void;
}

/**
 * Once the rows are gone there is no way back, so everything else is done whatever fails of it: a folder that cannot be
 * deleted is deleted at the next start, space that is not given back serves later runs.
 * @throws LabError `conflict` unless all of them are in the bin
 */
export async function purgeRuns(
  { writer, checkpoints, bus, report }: PurgeContext,
  runs: readonly RunId[],
): Promise<void> {
  writer.purgeRuns(runs);
  for (const run of runs) {
    await checkpoints.removeAll(run).catch(report);
    bus.emit('run.purged', { run });
  }
  try {
    writer.giveBackSpace();
  } catch (error) {
    report(error);
  }
}

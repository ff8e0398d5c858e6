/** @file Deleting runs for good: rows, series and checkpoints. */
import type { RunId } from '../contract/values/run-record.ts';
import type { StoreWriter } from '../store/store.ts';
import type { CheckpointKeeper } from './checkpoint-keeper.ts';
import type { EventBus } from './event-bus.ts';

interface PurgeContext {
  readonly writer: StoreWriter;
  readonly checkpoints: CheckpointKeeper;
  readonly bus: EventBus;
}

/** @throws LabError `conflict` unless all of them are in the bin */
export async function purgeRuns(
  { writer, checkpoints, bus }: PurgeContext,
  runs: readonly RunId[],
): Promise<void> {
  writer.purgeRuns(runs);
  for (const run of runs) {
    await checkpoints.removeAll(run);
    bus.emit('run.purged', { run });
  }
}

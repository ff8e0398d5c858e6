/** @file What an owner does first: whatever ended the one before it, nothing may still look as if it were running. */
import { LabError } from '../contract/values/lab-error.ts';
import { ALL_RUNS } from '../contract/wire/requests.ts';
import { openReader, openStore, type Store } from '../store/open-store.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import { stillSummary } from './run-progress.ts';

const LOST = 'the lab ended while it ran (it was killed, it crashed, or the machine went down)';

/** Nobody else can own a running run now, so every run that says it is running lost its lab. */
export async function tidyUp({ reader, writer }: Store, checkpoints: CheckpointKeeper): Promise<void> {
  for (const id of writer.markInterrupted(LOST)) {
    const run = reader.run(id);
    if (run) writer.appendEvaluations(id, [], stillSummary(run));
  }
  await checkpoints.sweep();
}

/**
 * For readers without a lab: when runs say that they are running and nobody owns the store, what happened to them is
 * written down. Does nothing where somebody owns it or the file cannot be written.
 */
export async function settleAbandonedRuns(storeFile: string): Promise<void> {
  if (!hasRunningRuns(storeFile)) return;
  const store = ownedStore(storeFile);
  if (!store) return;
  try {
    await tidyUp(store, new CheckpointKeeper(store.paths.checkpoints, store.reader, store.writer));
  } finally {
    store.close();
  }
}

function hasRunningRuns(storeFile: string): boolean {
  const reader = openReader(storeFile);
  try {
    return reader.runs({ ...ALL_RUNS, statuses: ['running'], limit: 1 }).total > 0;
  } finally {
    reader.close();
  }
}

function ownedStore(storeFile: string): Store | undefined {
  try {
    return openStore(storeFile);
  } catch (error) {
    if (error instanceof LabError) return undefined;
    throw error;
  }
}

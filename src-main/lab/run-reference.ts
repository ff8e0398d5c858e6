/** @file Finding the run somebody means: by id, by unique name, or `last`. */
import { RESUMABLE, type RunId, type RunRecord, type RunStatus } from '../contract/values/run-record.ts';
import { ALL_RUNS } from '../contract/wire/requests.ts';
import type { StoreReader } from '../store/store.ts';
import { findById, findReference, type Shelf } from './find-reference.ts';

/** What a command does to a run, where `last` is to mean the newest that it can be done to. */
type RunAct = 'pause' | 'stop' | 'resume' | 'move';

/** What somebody names a run for: to look at it or change its record, to act on it, or to take it out of the bin. */
export type RunPurpose = RunAct | 'look' | 'restore';

interface Actable {
  /** The newest in the first of these groups that has any. */
  readonly statuses: readonly (readonly RunStatus[])[];
  readonly noneSaid: string;
}

const GOING: Actable = {
  statuses: [['running'], ['queued']],
  noneSaid: "no run is running or queued, so there is no 'last' one; groklab runs shows how they stand.",
};
const ACTABLE: Readonly<Record<RunAct, Actable>> = {
  pause: GOING,
  stop: GOING,
  resume: {
    // What is queued waits for somebody to start it, here or in the lab that has the store open.
    statuses: [[...RESUMABLE], ['queued']],
    noneSaid:
      "no run is paused, stopped, failed or interrupted, so there is no 'last' one; groklab runs shows how they stand.",
  },
  move: {
    statuses: [['queued']],
    noneSaid: "no run is queued, so there is no 'last' one; groklab runs shows how they stand.",
  },
};

const shelf = (reader: StoreReader, act?: RunAct): Shelf<RunRecord> => ({
  kind: 'run',
  byId: (id) => reader.run(id),
  named: (name, place) => reader.runsNamed(name, place),
  last: (place) => (act === undefined ? reader.lastRun(place) : newestFor(reader, ACTABLE[act])),
  ...(act !== undefined && { noneSaid: ACTABLE[act].noneSaid }),
});

function newestFor(reader: StoreReader, { statuses }: Actable): RunRecord | undefined {
  for (const group of statuses) {
    const [newest] = reader.runs({ ...ALL_RUNS, statuses: [...group], sort: '-id', limit: 1 }).runs;
    if (newest) return newest;
  }
  return undefined;
}

/** @throws LabError `not-found` */
export function runById(reader: StoreReader, id: RunId): RunRecord {
  return findById(shelf(reader), id);
}

/** The one run that `reference` means, in the bin for what is to be taken out of it. @throws LabError like
 *  `findReference` */
export function runByReference(
  reader: StoreReader,
  reference: RunId | string,
  purpose: RunPurpose = 'look',
): RunRecord {
  if (purpose === 'restore') return findReference(shelf(reader), reference, 'bin');
  return findReference(shelf(reader, purpose === 'look' ? undefined : purpose), reference, 'table');
}

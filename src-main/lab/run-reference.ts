/** @file Finding the run somebody means: by id, by unique name, or `last`. */
import type { RunId, RunRecord } from '../contract/values/run-record.ts';
import type { Place, StoreReader } from '../store/store.ts';
import { findById, findReference, type Shelf } from './find-reference.ts';

export type { Place };

const shelf = (reader: StoreReader): Shelf<RunRecord> => ({
  kind: 'run',
  byId: (id) => reader.run(id),
  named: (name, place) => reader.runsNamed(name, place),
  last: (place) => reader.lastRun(place),
});

/** @throws LabError `not-found` */
export function runById(reader: StoreReader, id: RunId): RunRecord {
  return findById(shelf(reader), id);
}

/** The one run that `reference` means. @throws LabError like `findReference` */
export function runByReference(
  reader: StoreReader,
  reference: RunId | string,
  place: Place = 'table',
): RunRecord {
  return findReference(shelf(reader), reference, place);
}

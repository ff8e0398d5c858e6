/** @file Finding the sweep somebody means: by id, by unique name, or `last`. */
import type { SweepId } from '../contract/values/sweep-record.ts';
import type { Place, StoreReader } from '../store/store.ts';
import type { StoredSweep } from '../store/sweep-store.ts';
import { findReference } from './find-reference.ts';

/** The one sweep that `reference` means. @throws LabError like `findReference` */
export function sweepByReference(
  reader: StoreReader,
  reference: SweepId | string,
  place: Place = 'table',
): StoredSweep {
  return findReference(
    {
      kind: 'sweep',
      byId: (id) => reader.sweep(id),
      named: (name, at) => reader.sweepsNamed(name, at),
      last: (at) => reader.lastSweep(at),
    },
    reference,
    place,
  );
}

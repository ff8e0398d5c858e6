/** @file Finding the sweep somebody means: by id, by unique name, or `last`. */
import { LabError } from '../contract/values/lab-error.ts';
import type { SweepId } from '../contract/values/sweep-record.ts';
import type { Place, StoreReader } from '../store/store.ts';
import type { StoredSweep } from '../store/sweep-store.ts';

/**
 * An id means its sweep wherever it is, unless it has to be in the bin.
 * @throws LabError `not-found`, `bad-request` when several sweeps have that name, or `conflict` for one that is not in the bin
 */
export function sweepByReference(
  reader: StoreReader,
  reference: SweepId | string,
  place: Place = 'table',
): StoredSweep {
  if (typeof reference === 'string') return sweepByName(reader, reference, place);
  const sweep = sweepById(reader, reference);
  if (place === 'bin') refuseOutsideBin(sweep);
  return sweep;
}

function sweepById(reader: StoreReader, id: SweepId): StoredSweep {
  const sweep = reader.sweep(id);
  if (sweep) return sweep;
  throw new LabError('not-found', `sweep: no sweep has the id ${id}; groklab sweeps lists them.`, {
    sweep: id,
  });
}

function refuseOutsideBin({ id, name, deletedAt }: StoredSweep): void {
  if (deletedAt !== null) return;
  const message = `sweep ${id} (${name}) is not in the bin; groklab sweeps --bin shows what is.`;
  throw new LabError('conflict', message, { sweep: id });
}

function sweepByName(reader: StoreReader, name: string, place: Place): StoredSweep {
  const named = reader.sweepsNamed(name, place);
  if (named.length > 1) {
    const ids = named.map((sweep) => sweep.id).join(', ');
    const message = `sweep: several sweeps are called '${name}'; use one of the ids ${ids}.`;
    throw new LabError('bad-request', message, { field: 'sweep' });
  }
  const sweep = named[0] ?? (name === 'last' ? reader.lastSweep(place) : undefined);
  if (sweep) return sweep;
  throw new LabError('not-found', `sweep: ${nothingSaid(name, place)}`, { sweep: name });
}

function nothingSaid(name: string, place: Place): string {
  if (place === 'bin') {
    const problem = name === 'last' ? 'the bin holds none' : `none in the bin is called '${name}'`;
    return `${problem}; groklab sweeps --bin shows what it holds.`;
  }
  const problem = name === 'last' ? 'there is no sweep yet' : `no sweep is called '${name}'`;
  return `${problem}; give an id, a unique name or 'last'.`;
}

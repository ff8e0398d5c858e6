/** @file Finding the sweep somebody means: by id, by unique name, or `last`. */
import { LabError } from '../contract/values/lab-error.ts';
import type { SweepId } from '../contract/values/sweep-record.ts';
import type { StoreReader } from '../store/store.ts';
import type { StoredSweep } from '../store/sweep-store.ts';

/** @throws LabError `not-found`, or `bad-request` when several sweeps have that name */
export function sweepByReference(reader: StoreReader, reference: SweepId | string): StoredSweep {
  if (typeof reference === 'number') return sweepById(reader, reference);
  const named = reader.sweepsNamed(reference);
  if (named.length > 1) {
    const ids = named.map((sweep) => sweep.id).join(', ');
    const message = `sweep: several sweeps are called '${reference}'; use one of the ids ${ids}.`;
    throw new LabError('bad-request', message, { field: 'sweep' });
  }
  const sweep = named[0] ?? (reference === 'last' ? reader.lastSweep() : undefined);
  if (sweep) return sweep;
  const problem = reference === 'last' ? 'there is no sweep yet' : `no sweep is called '${reference}'`;
  throw new LabError('not-found', `sweep: ${problem}; give an id, a unique name or 'last'.`, {
    sweep: reference,
  });
}

function sweepById(reader: StoreReader, id: SweepId): StoredSweep {
  const sweep = reader.sweep(id);
  if (sweep) return sweep;
  throw new LabError('not-found', `sweep: no sweep has the id ${id}; groklab sweeps lists them.`, {
    sweep: id,
  });
}

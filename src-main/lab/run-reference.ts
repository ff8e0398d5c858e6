/** @file Finding the run somebody means: by id, by unique name, or `last`. */
import { LabError } from '../contract/values/lab-error.ts';
import type { RunId, RunRecord } from '../contract/values/run-record.ts';
import type { StoreReader } from '../store/store.ts';

/** @throws LabError `not-found` */
export function runById(reader: StoreReader, id: RunId): RunRecord {
  const run = reader.run(id);
  if (!run)
    throw new LabError('not-found', `run: no run has the id ${id}; the list of runs shows the ids.`, {
      run: id,
    });
  return run;
}

/**
 * The one run that `reference` means.
 * @throws LabError `not-found`, or `bad-request` when several runs have that name
 */
export function runByReference(reader: StoreReader, reference: RunId | string): RunRecord {
  if (typeof reference === 'number') return runById(reader, reference);
  const named = reader.runsNamed(reference);
  if (named.length > 1) {
    const ids = named.map((run) => run.id).join(', ');
    throw new LabError(
      'bad-request',
      `run: several runs are called '${reference}'; use one of the ids ${ids}.`,
      {
        field: 'run',
      },
    );
  }
  const run = named[0] ?? (reference === 'last' ? reader.lastRun() : undefined);
  if (run) return run;
  const problem = reference === 'last' ? 'there is no run yet' : `no run is called '${reference}'`;
  throw new LabError('not-found', `run: ${problem}; give an id, a unique name or 'last'.`, {
    run: reference,
  });
}

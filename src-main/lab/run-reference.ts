/** @file Finding the run somebody means: by id, by unique name, or `last`. */
import { LabError } from '../contract/values/lab-error.ts';
import type { RunId, RunRecord } from '../contract/values/run-record.ts';
import type { Place, StoreReader } from '../store/store.ts';

export type { Place };

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
 * The one run that `reference` means. An id means its run wherever it is, unless it has to be in the bin.
 * @throws LabError `not-found`, `bad-request` when several runs have that name, or `conflict` for one that is not in the bin
 */
export function runByReference(
  reader: StoreReader,
  reference: RunId | string,
  place: Place = 'table',
): RunRecord {
  if (typeof reference === 'string') return runByName(reader, reference, place);
  const run = runById(reader, reference);
  if (place === 'bin') refuseOutsideBin(run);
  return run;
}

/** @throws LabError `conflict` */
export function refuseOutsideBin({ id, name, deletedAt }: RunRecord): void {
  if (deletedAt !== null) return;
  const message = `run ${id} (${name}) is not in the bin; groklab runs --bin shows what is.`;
  throw new LabError('conflict', message, { run: id });
}

function runByName(reader: StoreReader, name: string, place: Place): RunRecord {
  const named = reader.runsNamed(name, place);
  if (named.length > 1) {
    const ids = named.map((run) => run.id).join(', ');
    const message = `run: several runs are called '${name}'; use one of the ids ${ids}.`;
    throw new LabError('bad-request', message, { field: 'run' });
  }
  const run = named[0] ?? (name === 'last' ? reader.lastRun(place) : undefined);
  if (run) return run;
  throw new LabError('not-found', `run: ${nothingSaid(name, place)}`, { run: name });
}

function nothingSaid(name: string, place: Place): string {
  if (place === 'bin') {
    const problem = name === 'last' ? 'the bin holds none' : `none in the bin is called '${name}'`;
    return `${problem}; groklab runs --bin shows what it holds.`;
  }
  const problem = name === 'last' ? 'there is no run yet' : `no run is called '${name}'`;
  return `${problem}; give an id, a unique name or 'last'.`;
}

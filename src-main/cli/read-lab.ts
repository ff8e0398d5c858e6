/** @file Commands that only look: they read the file, whoever owns it, and work without a file too. */
import { existsSync } from 'node:fs';
import { referenceOf } from '../contract/values/given-name.ts';
import { LabError } from '../contract/values/lab-error.ts';
import type { RunRecord } from '../contract/values/run-record.ts';
import type { SweepId, SweepPointRecord, SweepRecord } from '../contract/values/sweep-record.ts';
import { bringToNewestFormat } from '../lab/newest-format.ts';
import { explainStoreError, ReadOnlyLab } from '../lab/read-only-lab.ts';
import type { RunPurpose } from '../lab/run-reference.ts';
import { settleAbandonedRuns } from '../lab/tidy-up.ts';
import { absentStore } from './none-found.ts';
import { screenOn } from './screen.ts';
import { namingSource, type StoreLocation } from './store-location.ts';

/** Runs `look` with the store opened read-only; with undefined when there is no store yet. */
export async function reading<T>(
  location: StoreLocation,
  look: (lab: ReadOnlyLab | undefined) => T | Promise<T>,
): Promise<T> {
  const lab = existsSync(location.file) ? await openStore(location) : undefined;
  try {
    return await look(lab);
  } catch (error) {
    throw lab ? explainStoreError(location.file, error) : namingAbsent(location, error);
  } finally {
    lab?.close();
  }
}

/** What is not found where there is no store, with the file that is not there. */
function namingAbsent(location: StoreLocation, error: unknown): unknown {
  const absent = absentStore(location);
  if (!(error instanceof LabError) || error.code !== 'not-found' || error.message.includes(absent))
    return error;
  return new LabError('not-found', error.message.replace(/\.$/, `${absent}.`), error.details, error);
}

async function openStore(location: StoreLocation): Promise<ReadOnlyLab> {
  try {
    await bringToNewestFormat(location.file, { onUpdate: sayUpdate });
    // A run whose process was killed still says that it is running, and nobody is there to correct it.
    await settleAbandonedRuns(location.file);
    return new ReadOnlyLab(location.file);
  } catch (error) {
    throw namingSource(location, error);
  }
}

/** On standard error whatever the command's results are, before what may take as long as the file is big. */
function sayUpdate(file: string, copy: string): void {
  screenOn(process.stderr).line(`Bringing ${file} up to date; as it was it is kept in ${copy}.`);
}

/** The runs that are meant: their records alone, since `runs.get` reads of their series too. @throws LabError `not-found`,
 *  also where there is no store yet, or `conflict` for one that is not in the bin where it has to be */
export function findRuns(
  lab: Pick<ReadOnlyLab, 'run'> | undefined,
  references: readonly string[],
  purpose: RunPurpose = 'look',
): RunRecord[] {
  if (!lab) {
    throw new LabError(
      'not-found',
      `run: there is no run '${references[0]}', since the store has no runs yet.`,
    );
  }
  return references.map((text) => lab.run(referenceOf(text), purpose));
}

/** The sweep that is meant. @throws LabError `not-found`, also where there is no store yet */
export async function findSweep(
  lab: Pick<ReadOnlyLab, 'request'> | undefined,
  reference: string,
): Promise<SweepRecord> {
  return (await readSweep(lab, reference)).sweep;
}

/** The same with its points. */
export async function readSweep(
  lab: Pick<ReadOnlyLab, 'request'> | undefined,
  reference: string,
): Promise<{ sweep: SweepRecord; points: SweepPointRecord[] }> {
  if (lab) return lab.request('sweeps.get', { sweep: referenceOf(reference) });
  throw noSweepYet(reference);
}

/** The id of the sweep in the bin that is meant. @throws LabError `not-found`, also where there is no store yet, or
 *  `conflict` for one that is not in the bin */
export function findBinnedSweep(
  lab: Pick<ReadOnlyLab, 'sweepInBin'> | undefined,
  reference: string,
): SweepId {
  if (lab) return lab.sweepInBin(referenceOf(reference)).id;
  throw noSweepYet(reference);
}

function noSweepYet(reference: string): LabError {
  const message = `sweep: there is no sweep '${reference}', since the store has none yet.`;
  return new LabError('not-found', message);
}

/** The runs of a sweep that are there. */
export async function runsOfSweep(
  lab: Pick<ReadOnlyLab, 'request'> | undefined,
  reference: string,
): Promise<number[]> {
  const { points } = await readSweep(lab, reference);
  return points.flatMap(({ run }) => (run === null ? [] : [run]));
}

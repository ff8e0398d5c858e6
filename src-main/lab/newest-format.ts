/** @file Stores of older versions, for those who read without a lab: whoever comes first brings the file up to date. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../contract/values/lab-error.ts';
import { bringUpToDate } from '../store/open-store.ts';
import { connectLab } from './remote-lab.ts';

/** For another reader, or an owner that is just starting, to be done with it. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 100;

export interface Bringing {
  /** Called before the store is changed, which may take a while, with where it is kept as it was. */
  readonly onUpdate?: (file: string, copy: string) => void;
  readonly patienceMs?: number;
}

/**
 * Sees to it that the store has the newest format. Where somebody owns it, that one may be about to do so and is waited
 * for; one that answers already has left the format as it is, since it knows no newer one.
 * @throws LabError `not-owner` while a lab of an older version owns it, `store-unusable` or `store-newer`
 */
export async function bringToNewestFormat(storeFile: string, how: Bringing = {}): Promise<void> {
  const deadline = performance.now() + (how.patienceMs ?? PATIENCE_MS);
  for (let isLast = false, isAnswering = false; ;) {
    try {
      return bringUpToDate(storeFile, how.onUpdate);
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'not-owner') throw error;
      if (isLast) throw ownedAsItIs(storeFile, isAnswering, error);
    }
    isAnswering = await answers(storeFile);
    isLast = isAnswering || performance.now() >= deadline;
    if (!isLast) await sleep(PAUSE_MS);
  }
}

async function answers(storeFile: string): Promise<boolean> {
  try {
    const owner = await connectLab(storeFile);
    owner?.close();
    return owner !== undefined;
  } catch {
    return true; // in a way of another version
  }
}

function ownedAsItIs(file: string, isAnswering: boolean, cause: LabError): LabError {
  const owner = isAnswering
    ? 'belongs to a running Grokking Lab of an older version; quit that one and try again'
    : 'belongs to another Grokking Lab that does not answer, perhaps since it is bringing it up to date; try again in a while, or quit that one';
  const message = `${file} is in an older format and ${owner}.`;
  return new LabError('not-owner', message, { file }, cause);
}

/** @file Stores of older versions, for those who read without a lab: whoever comes first brings the file up to date. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../contract/values/lab-error.ts';
import { bringUpToDate } from '../store/open-store.ts';
import { connectLab } from './remote-lab.ts';

/** For another reader, or an owner that is just starting, to be done with it. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 100;

/**
 * Sees to it that the store has the newest format. Where somebody owns it, that one may be about to do so and is waited
 * for; one that answers already has left the format as it is, since it knows no newer one.
 * @throws LabError `not-owner` while a lab of an older version owns it, `store-unusable` or `store-newer`
 */
export async function bringToNewestFormat(storeFile: string, patienceMs = PATIENCE_MS): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (let isLast = false; ;) {
    try {
      return bringUpToDate(storeFile);
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'not-owner') throw error;
      if (isLast) throw ownedAsItIs(storeFile, error);
    }
    isLast = performance.now() >= deadline || (await answers(storeFile));
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

function ownedAsItIs(file: string, cause: LabError): LabError {
  const message = `${file} is in an older format, and another running Grokking Lab owns it; quit that one, or wait until it has brought the store up to date, and try again.`;
  return new LabError('not-owner', message, { file }, cause);
}

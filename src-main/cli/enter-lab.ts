/** @file The lab that a command works in: the one of the process that owns the store, or one of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../contract/values/lab-error.ts';
import type { LabClient } from '../contract/wire/lab-client.ts';
import { createLab } from '../lab/create-lab.ts';
import type { Lab } from '../lab/lab.ts';
import { defaultWorkerEntry } from '../lab/package-root.ts';
import { connectLab } from '../lab/remote-lab.ts';
import { forkWorkers } from '../lab/worker-process.ts';
import { namingSource, prepareFolder, type StoreLocation } from './store-location.ts';

export interface EnteredLab {
  readonly client: LabClient;
  /** Set when this process owns the store: it must stay as long as anything runs. */
  readonly own: Lab | undefined;
  /** Fulfilled when the other process that owns the store is gone; never in a lab of our own. */
  readonly gone: Promise<void>;
  /** Lets go of the connection, or pauses what runs here and lets go of the store. */
  leave(): Promise<void>;
}

/** An owner that has just started does not listen yet; one that is ending does not let go yet. */
const TRIES = 20;
const TRY_EVERY_MS = 250;

/**
 * The owner's lab, or a lab of our own when nobody owns the store. Runs that were queued by somebody else wait on:
 * a command only starts what it was asked for.
 */
export async function enterLab(location: StoreLocation): Promise<EnteredLab> {
  for (let attempt = 1; ; attempt++) {
    const entered = (await visitLab(location)) ?? (await ownLab(location, attempt === TRIES));
    if (entered) return entered;
    await sleep(TRY_EVERY_MS);
  }
}

/** Works in a lab and leaves it, also where the work fails. */
export async function within<T>(lab: EnteredLab, work: (lab: EnteredLab) => Promise<T>): Promise<T> {
  try {
    return await work(lab);
  } finally {
    await lab.leave();
  }
}

/** The owner's lab; undefined when nobody owns the store. */
export async function visitLab(location: StoreLocation): Promise<EnteredLab | undefined> {
  const remote = await connectLab(location.file);
  if (!remote) return undefined;
  const leave = () => Promise.resolve(remote.close());
  return { client: remote, own: undefined, gone: remote.closed, leave };
}

/** @returns undefined when another process was faster, unless that is to be an error */
async function ownLab(location: StoreLocation, lastTry: boolean): Promise<EnteredLab | undefined> {
  try {
    prepareFolder(location);
    const spawn = forkWorkers({ entry: defaultWorkerEntry() });
    const own = await createLab({ storeFile: location.file, spawn, startQueued: false });
    return { client: own, own, gone: new Promise(() => {}), leave: () => own.close() };
  } catch (error) {
    if (error instanceof LabError && error.code === 'not-owner' && !lastTry) return undefined;
    throw namingSource(location, error);
  }
}

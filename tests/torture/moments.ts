/** @file When to kill: at any time, in the middle of a commit, or in the middle of writing a checkpoint. */
import { watch, type FSWatcher } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { basename, dirname } from 'node:path';
import type { Rng } from '../../src-main/base/rng.ts';
import type { Living } from './victims.ts';

export const MOMENTS = ['any', 'commit', 'checkpoint'] as const;
export type Moment = (typeof MOMENTS)[number];

/** Longest wait for a moment that does not come. */
const PATIENCE_MS = 4000;

/** Waits for the moment, or for the end of the process. */
export async function momentOf(moment: Moment, storeFile: string, living: Living, rng: Rng): Promise<void> {
  const until = moment === 'any' ? pause(rng.uniform() * PATIENCE_MS) : event(moment, storeFile, rng);
  await Promise.race([until, living.ended]);
}

/** The log of the store is written to, or a file appears in a checkpoint folder: a random number of times, then now. */
async function event(moment: 'commit' | 'checkpoint', storeFile: string, rng: Rng): Promise<void> {
  let left = 1 + rng.integer(moment === 'commit' ? 60 : 12);
  const reached = Promise.withResolvers<void>();
  const count = (_kind: string, name: string | null) => {
    const counts = moment === 'commit' ? name === `${basename(storeFile)}-wal` : name?.endsWith('.part');
    if (counts && --left === 0) reached.resolve();
  };
  const folder = moment === 'commit' ? dirname(storeFile) : `${storeFile}.checkpoints`;
  const watcher = await watcherOf(folder, count);
  await Promise.race([reached.promise, pause(PATIENCE_MS)]);
  watcher?.close();
}

/** The folder may not be there yet. */
async function watcherOf(folder: string, listener: (kind: string, name: string | null) => void) {
  for (let tries = 0; tries < 100; tries++) {
    try {
      return watch(folder, { recursive: true }, listener) as FSWatcher;
    } catch {
      await pause(20);
    }
  }
  return undefined;
}

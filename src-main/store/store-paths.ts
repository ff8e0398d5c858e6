/** @file Where the things that belong to a store file are. */
import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { StorePaths } from './store.ts';

/**
 * The paths that belong to a store file, whether or not it exists. Links are followed, since two names of one
 * file must lead to one lock.
 */
export function storePaths(file: string): StorePaths {
  const real = followLinks(resolve(file));
  return { file: real, checkpoints: `${real}.checkpoints`, lock: `${real}.lock` };
}

/** What SQLite keeps beside a file while it is open, and leaves there when its process is killed. */
export const LOG_ENDINGS = ['-wal', '-shm', '-journal'] as const;

/** Where a store is kept as it was before a migration changed it. */
export function copyBefore(file: string, version: number): string {
  return `${file}.before-${version}`;
}

/** Whether a path is one of `copyBefore`. */
export function isCopyBefore(file: string): boolean {
  return /\.before-\d+$/.test(file);
}

function followLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // The file is not there yet; its folder may still be a link. At the root there is nothing left to follow.
    const folder = dirname(path);
    return folder === path ? path : join(followLinks(folder), basename(path));
  }
}

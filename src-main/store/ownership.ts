/** @file Who owns a store: the process that holds an exclusive SQLite transaction on a small file beside it. The
 *  operating system ends the lock with the process, however it dies, so no stale lock can shut anybody out. */
import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DISK_FULL } from '../contract/values/disk-error.ts';
import { LabError } from '../contract/values/lab-error.ts';
import { unusable } from './store-errors.ts';
import type { StorePaths } from './store.ts';

export interface Ownership {
  /** Ends it. The lock file stays: deleting it while another process opens it would give the store two owners. */
  release(): void;
  /** Ends it and removes the lock file if it was made for this ownership; for a store that did not come to be. */
  withdraw(): void;
}

/** Long enough for another process that only tries, short enough not to be felt. */
const PATIENCE_MS = 200;
/** Whoever gives up making a store takes its lock away, perhaps from under us. */
const TRIES = 5;
const PAUSE_MS = 20;

/** @throws LabError `not-owner` when another process (or another part of this one) owns the store */
export function acquireOwnership(paths: StorePaths): Ownership {
  const isNew = !existsSync(paths.lock);
  const lock = held(paths);
  const release = () => {
    lock.close();
  };
  return {
    release,
    withdraw() {
      if (isNew) rmSync(paths.lock, { force: true });
      release();
    },
  };
}

function held({ file, lock }: StorePaths): Database.Database {
  let trouble: unknown;
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      const db = lockedFile(lock);
      if (db) return db;
      trouble = undefined;
    } catch (error) {
      if (isBusy(error)) throw notOwner(file, error);
      if (isFull(error)) throw unusable(lock, ...DISK_FULL, error);
      trouble = error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
  if (trouble === undefined) throw notOwner(file);
  throw unusable(
    lock,
    'cannot be used as the lock of the store',
    'remove it or choose another file',
    trouble,
  );
}

/** @returns undefined when the file was taken away meanwhile: a lock on one that has no name any more shuts nobody out */
function lockedFile(path: string): Database.Database | undefined {
  makeFile(path);
  const before = fileAt(path);
  if (before === undefined) return undefined;
  const db = new Database(path, { timeout: PATIENCE_MS });
  try {
    const isStillThere = before === fileAt(path);
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
    if (isStillThere && before === fileAt(path)) return db;
  } catch (error) {
    db.close();
    throw error;
  }
  db.close();
  return undefined;
}

/**
 * Makes the file where there is none, so that it is known which one is opened. One that is there is not opened for that:
 * closing it would, by the rules of POSIX, drop a lock that another part of this process holds on it.
 */
function makeFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o644));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** Which file has this name now. */
function fileAt(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

function isFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'SQLITE_FULL' || code === 'ENOSPC';
}

function notOwner(file: string, cause?: unknown): LabError {
  return new LabError(
    'not-owner',
    `${file} belongs to another running Grokking Lab; use that one or quit it.`,
    { file },
    cause,
  );
}

/** @file Who owns a store: the process that holds an exclusive SQLite transaction on a small file beside it. The
 *  operating system ends the lock with the process, however it dies, so no stale lock can shut anybody out. */
import { existsSync, rmSync, statSync } from 'node:fs';
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
  const before = fileAt(path);
  const db = new Database(path, { timeout: PATIENCE_MS });
  try {
    const opened = fileAt(path);
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
    const isOurs = opened !== undefined && opened === (before ?? opened) && opened === fileAt(path);
    if (isOurs) return db;
  } catch (error) {
    db.close();
    throw error;
  }
  db.close();
  return undefined;
}

/** Which file has this name now. */
function fileAt(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

function isFull(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code === 'SQLITE_FULL';
}

function notOwner(file: string, cause?: unknown): LabError {
  return new LabError(
    'not-owner',
    `${file} belongs to another running Grokking Lab; use that one or quit it.`,
    { file },
    cause,
  );
}

/** @file Who owns a store: the process that holds an exclusive SQLite transaction on a small file beside it. The
 *  operating system ends the lock with the process, however it dies, so no stale lock can shut anybody out. */
import { existsSync, rmSync } from 'node:fs';
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

/** @throws LabError `not-owner` when another process (or another part of this one) owns the store */
export function acquireOwnership(paths: StorePaths): Ownership {
  const isNew = !existsSync(paths.lock);
  let db: Database.Database | undefined;
  try {
    db = new Database(paths.lock, { timeout: PATIENCE_MS });
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    if (isBusy(error)) throw notOwner(paths.file, error);
    if (isFull(error)) throw unusable(paths.lock, ...DISK_FULL, error);
    throw unusable(
      paths.lock,
      'cannot be used as the lock of the store',
      'remove it or choose another file',
      error,
    );
  }
  const lock = db;
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

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

function isFull(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code === 'SQLITE_FULL';
}

function notOwner(file: string, cause: unknown): LabError {
  return new LabError(
    'not-owner',
    `${file} belongs to another running Grokking Lab; use that one or quit it.`,
    { file },
    cause,
  );
}

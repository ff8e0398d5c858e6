/** @file What is wrong with a store file, in one sentence that names the file and says what to do. */
import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DISK_FAILS, DISK_FULL, NOT_WRITABLE, unusable } from '../contract/values/disk-error.ts';
import { LabError } from '../contract/values/lab-error.ts';

export { unusable };

export function storeNewer(file: string, version: number, known: number): LabError {
  return new LabError(
    'store-newer',
    `${file} was written by a newer Grokking Lab (format ${version}, this one knows ${known}); update Grokking Lab to open it.`,
    { file, version, known },
  );
}

export function notAStore(file: string, cause?: unknown): LabError {
  return unusable(file, 'is not a Grokking Lab store', 'choose another file with --db', cause);
}

const REMEDIES: readonly (readonly [RegExp, string, string])[] = [
  [/^SQLITE_NOTADB/, 'is not a Grokking Lab store', 'choose another file with --db'],
  [/^SQLITE_FULL/, ...DISK_FULL],
  [/^SQLITE_(READONLY|PERM|AUTH)/, ...NOT_WRITABLE],
  [/^SQLITE_CANTOPEN/, 'cannot be opened', 'check that the file and its folder can be read and written'],
  [/^SQLITE_IOERR/, ...DISK_FAILS],
  [/^SQLITE_BUSY/, 'is locked by another program', 'close whatever else has it open'],
];

/** The sentence for an error of SQLite that is about the file; any other error as it is. */
export function explain(file: string, error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code.startsWith('SQLITE_CORRUPT')) return damaged(file, error);
  const remedy = REMEDIES.find(([codes]) => codes.test(error.code));
  return remedy ? unusable(file, remedy[1], remedy[2], error) : error;
}

/** Runs `work`; an error of SQLite about the file becomes the sentence for it. */
export function explained<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explain(file, error);
  }
}

/** The same while a file is being opened, when any error of SQLite says that it is not what its header promises. */
export function opening<T>(file: string, work: () => T): T {
  try {
    return explained(file, work);
  } catch (error) {
    if (error instanceof Database.SqliteError) throw damaged(file, error);
    throw error;
  }
}

/** A log that was left there would be written into the backup, and damage that too. */
function damaged(file: string, cause: unknown): LabError {
  const hasLog = (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
  const first = hasLog ? `move ${file}-wal and ${file}-shm away, then ` : '';
  return unusable(file, 'is damaged', `${first}put a backup in its place`, cause);
}

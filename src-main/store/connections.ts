/** @file Connections to a store file, with the settings everything else relies on. */
import { existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';

/** How long a statement waits for another connection. In WAL mode only moving the log into the file ever has to. */
export const BUSY_MS = 5000;

/**
 * The owner's connection to an existing or new file. Not yet in WAL mode: see `useWriteAheadLog`.
 * @param busyMs how long its statements wait
 */
export function connectOwner(file: string, busyMs: number = BUSY_MS): Database.Database {
  const db = new Database(file, { timeout: busyMs });
  try {
    // Only a file without tables takes it up; purging gives space back by it.
    db.pragma('auto_vacuum = INCREMENTAL');
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    db.pragma('temp_store = MEMORY');
    db.pragma('cache_size = -16000');
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

/**
 * After the tables are there: so that the header of the file itself, and not only its log, always says whose it is.
 * FULL, since NORMAL may lose the last commits at a power cut.
 */
export function useWriteAheadLog(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('journal_size_limit = 16777216');
}

/**
 * Sees every commit of the owner as it happens, and blocks nobody. On a read-only medium there can be no owner and no
 * log, so the file is read into memory as it stands.
 */
export function connectReader(file: string): Database.Database {
  const db = openReadOnly(file);
  try {
    db.pragma('trusted_schema = OFF');
    db.pragma('temp_store = MEMORY');
    db.pragma('cache_size = -32000');
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

function openReadOnly(file: string): Database.Database {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
  try {
    db.pragma('schema_version'); // the first look at the file, where SQLite finds out whether it can have a log
    return db;
  } catch (error) {
    db.close();
    const noLog = error instanceof Database.SqliteError && error.code === 'SQLITE_READONLY_DIRECTORY';
    if (noLog && !existsSync(`${file}-wal`)) return loadIntoMemory(file);
    throw error;
  }
}

/** Where the header says that the file has a log; one in memory cannot have it. */
const LOG_FLAGS = [18, 19];

/** A read-only copy of a store in memory. */
export function loadIntoMemory(file: string): Database.Database {
  const bytes = readFileSync(file);
  for (const at of LOG_FLAGS) bytes[at] = 1;
  return new Database(bytes, { readonly: true });
}

/** @file The door of the room: a store for its owner, or a reader for anybody. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { connectOwner, connectReader, useWriteAheadLog } from './connections.ts';
import { checkWritable, inspectFile, isOlder } from './inspect-file.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { runMigrations } from './migrations/run-migrations.ts';
import { acquireOwnership, type Ownership } from './ownership.ts';
import { opening, unusable } from './store-errors.ts';
import { APPLICATION_ID } from './store-format.ts';
import { storePaths } from './store-paths.ts';
import { createReader } from './store-reader.ts';
import { createWriter } from './store-writer.ts';
import type { StorePaths, StoreReader, StoreWriter } from './store.ts';

export { acquireOwnership, type Ownership } from './ownership.ts';
export { storePaths } from './store-paths.ts';

/** What the owner of a store file holds. Closing the writer ends the ownership. */
export interface Store {
  readonly paths: StorePaths;
  /** Read-only, a connection of its own: reads never wait for writes. */
  readonly reader: StoreReader;
  readonly writer: StoreWriter;
  /** Closes both. */
  close(): void;
}

/**
 * Opens a store as its one owner; makes it if the file is not there, and brings an older one up to date.
 * @param busyMs how long a change waits while another program has the file locked; default `BUSY_MS`
 * @throws LabError `not-owner`, `store-unusable` or `store-newer`; the file is then as it was
 */
export function openStore(file: string, busyMs?: number): Store {
  const paths = storePaths(file);
  inspectFile(paths.file);
  checkWritable(paths.file);
  const ownership = acquireOwnership(paths);
  try {
    return opening(paths.file, () => openOwned(paths, ownership, busyMs));
  } catch (error) {
    ownership.withdraw();
    throw error;
  }
}

/**
 * Opens a store read-only, whether or not somebody owns it.
 * @throws LabError `store-unusable` (also for a file of an older format, which only an owner may migrate) or `store-newer`
 */
export function openReader(file: string): StoreReader {
  const { file: path } = storePaths(file);
  const state = inspectFile(path);
  if (state.kind === 'empty') {
    const what = existsSync(path) ? 'is empty' : 'does not exist';
    throw unusable(path, what, 'start a run to make it, or choose another file with --db');
  }
  if (isOlder(state)) {
    throw unusable(path, 'is in an older format', `groklab runs --db '${path}' brings it up to date`);
  }
  return opening(path, () => readerOf(path));
}

/**
 * Brings a store of an older format up to date as its owner does, with the same copy of it as it was, and lets go of it.
 * Nothing where there is no store or none that is older.
 * @throws LabError `not-owner` while somebody else owns it, `store-unusable` or `store-newer`
 */
export function bringUpToDate(file: string): void {
  const { file: path } = storePaths(file);
  if (!isOlder(inspectFile(path))) return;
  try {
    checkWritable(path);
  } catch (cause) {
    const remedy =
      'allow writing to the file and its folder, or copy it elsewhere and name the copy with --db';
    throw unusable(path, 'is in an older format and cannot be brought up to date without writing to it', remedy, cause); // prettier-ignore
  }
  openStore(path).close();
}

function openOwned(paths: StorePaths, ownership: Ownership, busyMs?: number): Store {
  // Once more: until the lock was ours, another owner may have made or changed it.
  if (inspectFile(paths.file).kind === 'empty') createFile(paths.file);
  const db = connectOwner(paths.file, busyMs);
  try {
    runMigrations(db, MIGRATIONS);
    useWriteAheadLog(db);
    return assemble(paths, createWriter(db), readerOf(paths.file), ownership);
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Under another name first: a store that was cut short while it was made would look like somebody else's file. */
function createFile(file: string): void {
  const unfinished = `${file}.part`;
  rmSync(unfinished, { force: true });
  const db = connectOwner(unfinished);
  try {
    db.pragma(`application_id = ${APPLICATION_ID}`);
    runMigrations(db, MIGRATIONS);
    db.close();
    renameSync(unfinished, file);
  } finally {
    db.close();
    rmSync(unfinished, { force: true });
  }
}

function readerOf(file: string): StoreReader {
  const db = connectReader(file);
  try {
    return createReader(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

function assemble(paths: StorePaths, own: StoreWriter, reader: StoreReader, ownership: Ownership): Store {
  const writer: StoreWriter = {
    ...own,
    close() {
      try {
        own.close();
      } finally {
        ownership.release();
      }
    },
  };
  return {
    paths,
    reader,
    writer,
    close() {
      reader.close();
      writer.close();
    },
  };
}

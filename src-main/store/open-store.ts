/** @file The door of the room: a store for its owner, or a reader for anybody. */
import { existsSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { connectOwner, connectReader, useWriteAheadLog } from './connections.ts';
import { checkWritable, inspectFile } from './inspect-file.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { newestVersion, runMigrations } from './migrations/run-migrations.ts';
import { acquireOwnership, type Ownership } from './ownership.ts';
import { explain, explained, unusable } from './store-errors.ts';
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
 * @throws LabError `not-owner`, `store-unusable` or `store-newer`; the file is then as it was
 */
export function openStore(file: string): Store {
  const paths = storePaths(file);
  inspectFile(paths.file);
  checkWritable(paths.file);
  const ownership = acquireOwnership(paths);
  let db: Database | undefined;
  try {
    // Once more: until the lock was ours, another owner may have changed it.
    inspectFile(paths.file);
    db = explained(paths.file, () => connectOwner(paths.file));
    prepareFile(db);
    return assemble(paths, db, ownership);
  } catch (error) {
    db?.close();
    ownership.withdraw();
    throw explain(paths.file, error);
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
  if (state.version < newestVersion(MIGRATIONS)) {
    throw unusable(path, 'is in an older format', 'start Grokking Lab once to bring it up to date');
  }
  return explained(path, () => createReader(connectReader(path)));
}

function prepareFile(db: Database): void {
  runMigrations(db, MIGRATIONS, () => {
    db.pragma(`application_id = ${APPLICATION_ID}`);
  });
  useWriteAheadLog(db);
}

function assemble(paths: StorePaths, db: Database, ownership: Ownership): Store {
  const own = createWriter(db);
  const reader = createReader(connectReader(paths.file));
  const writer: StoreWriter = {
    ...own,
    close() {
      own.close();
      ownership.release();
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

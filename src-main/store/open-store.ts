/** @file The door of the room: a store for its owner, or a reader for anybody. */
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { quoteWord } from '../base/quote-word.ts';
import { connectOwner, connectReader, useWriteAheadLog } from './connections.ts';
import { checkWritable, inspectFile, needsOwner, type FileState } from './inspect-file.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { newestVersion, runMigrations, versionOf } from './migrations/run-migrations.ts';
import { acquireOwnership, type Ownership } from './ownership.ts';
import { opening, unusable } from './store-errors.ts';
import { APPLICATION_ID } from './store-format.ts';
import { copyBefore, isCopyBefore, LOG_ENDINGS, storePaths } from './store-paths.ts';
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

/** How a store is opened, where it matters. */
export interface Opening {
  /** How long a change waits while another program has the file locked; default `BUSY_MS`. */
  readonly busyMs?: number | undefined;
  /** Called before an older store is changed, which may take a while, with where it is kept as it was. */
  readonly onUpdate?: (file: string, copy: string) => void;
}

/**
 * Opens a store as its one owner; makes it if the file is not there, and brings an older one up to date.
 * @throws LabError `not-owner`, `store-unusable` or `store-newer`; the file is then as it was
 */
export function openStore(file: string, how: Opening = {}): Store {
  const paths = storePaths(file);
  refuseCopyBefore(paths.file, inspectFile(paths.file));
  checkWritable(paths.file);
  const ownership = acquireOwnership(paths);
  try {
    return opening(paths.file, () => openOwned(paths, ownership, how));
  } catch (error) {
    // Others may be waiting for the lock of a store: removed under them, it would let in two owners.
    if (isSomething(paths.file)) ownership.release();
    else ownership.withdraw();
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
  if (needsOwner(state)) {
    refuseCopyBefore(path, state);
    throw unusable(
      path,
      'is in an older format',
      `groklab runs --db ${quoteWord(path)} brings it up to date`,
    );
  }
  return opening(path, () => readerOf(path));
}

/**
 * Brings a store of an older format, or one that was left in the middle of a change, up to date as its owner does, with
 * the same copy of it as it was, and lets go of it. Nothing where there is no store or none of these.
 * @throws LabError `not-owner` while somebody else owns it, `store-unusable` or `store-newer`
 */
export function bringUpToDate(file: string, onUpdate?: Opening['onUpdate']): void {
  const { file: path } = storePaths(file);
  if (!needsOwner(inspectFile(path))) return;
  try {
    checkWritable(path);
  } catch (cause) {
    const remedy =
      'allow writing to the file and its folder, or copy it elsewhere and name the copy with --db';
    throw unusable(path, 'is in an older format and cannot be brought up to date without writing to it', remedy, cause); // oxfmt-ignore
  }
  openStore(path, onUpdate && { onUpdate }).close();
}

/** What it is kept for, to go back to the version it came from, would be gone with its format. */
function refuseCopyBefore(path: string, state: FileState): void {
  if (!needsOwner(state) || !isCopyBefore(path)) return;
  const what = 'is the copy of a store as it was before an update, which opening it would change';
  throw unusable(path, what, 'copy it to another name first and name that with --db');
}

function isSomething(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function openOwned(paths: StorePaths, ownership: Ownership, { busyMs, onUpdate }: Opening): Store {
  // Once more: until the lock was ours, another owner may have made or changed it.
  if (inspectFile(paths.file).kind === 'empty') createFile(paths.file);
  const db = connectOwner(paths.file, busyMs);
  try {
    const newest = newestVersion(MIGRATIONS);
    if (versionOf(db) < newest) onUpdate?.(paths.file, copyBefore(paths.file, newest));
    runMigrations(db, MIGRATIONS);
    useWriteAheadLog(db);
    return assemble(paths, createWriter(db), readerOf(paths.file), ownership);
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Under another name first: a store that was cut short while it was made would look like somebody else's file. With its log
 * from the moment it has its own name: changing over to that takes a journal, by which others who look at the file just then
 * would take it for half changed.
 */
function createFile(file: string): void {
  const unfinished = `${file}.part`;
  removeWithLogs(unfinished);
  const db = connectOwner(unfinished);
  try {
    db.pragma(`application_id = ${APPLICATION_ID}`);
    runMigrations(db, MIGRATIONS);
    useWriteAheadLog(db);
    db.close(); // moves the log into the file
    setLogsAside(file);
    renameSync(unfinished, file);
  } finally {
    db.close();
    removeWithLogs(unfinished);
  }
}

function removeWithLogs(file: string): void {
  for (const ending of ['', ...LOG_ENDINGS]) rmSync(file + ending, { force: true });
}

/** What a store that was lost left behind: SQLite would take it for the new one's and write the old pages into it. */
function setLogsAside(file: string): void {
  for (const ending of LOG_ENDINGS) {
    const log = file + ending;
    if (existsSync(log)) renameSync(log, freeName(`${log}.orphan`));
  }
}

function freeName(path: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? path : `${path}-${n}`;
    if (!existsSync(name)) return name;
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

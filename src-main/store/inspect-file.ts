/** @file What a path holds, found out without leaving a trace. */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  statSync,
  type Stats,
} from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { MIGRATIONS } from './migrations/index.ts';
import { newestVersion, versionOf } from './migrations/run-migrations.ts';
import { explained, notAStore, storeNewer, unusable } from './store-errors.ts';
import { APPLICATION_ID } from './store-format.ts';

/** `empty`: nothing is there yet, or a file of no bytes. */
export type FileState =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'store';
      readonly version: number;
      /** A change of it was cut short (or is under way): what stands in the file, its version too, may be half of one. */
      readonly isHalfChanged: boolean;
    };

/** Whether an owner has to open the store before anybody can read it: to change its format, or to undo half a change. */
export function needsOwner(state: FileState): boolean {
  return state.kind === 'store' && (state.isHalfChanged || state.version < newestVersion(MIGRATIONS));
}

interface Identity {
  readonly applicationId: number;
  readonly version: number;
}

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';

/**
 * @throws LabError `store-unusable` for anything but a store or nothing, `store-newer` for a store of the future
 */
export function inspectFile(file: string): FileState {
  const stats = statIfThere(file);
  if (!stats || stats.size === 0) return { kind: 'empty' };
  if (!stats.isFile()) throw unusable(file, 'is not a file', 'choose another file with --db');
  const isHalfChanged = hasHotJournal(file);
  // SQLite refuses to read such a file without writing to it.
  const identity = !isHalfChanged && isOpenSomewhere(file) ? askSqlite(file) : readHeader(file);
  if (identity.applicationId !== APPLICATION_ID || identity.version === 0) throw notAStore(file);
  const known = newestVersion(MIGRATIONS);
  if (identity.version > known) throw storeNewer(file, identity.version, known);
  return { kind: 'store', version: identity.version, isHalfChanged };
}

/** @throws LabError `store-unusable` when an owner could not write the file or make others beside it */
export function checkWritable(file: string): void {
  const folder = dirname(file);
  if (!existsSync(folder)) {
    throw unusable(
      file,
      'lies in a folder that does not exist',
      `make the folder ${folder} or choose another file`,
    );
  }
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw unusable(file, 'cannot be written', 'allow writing to the file and its folder', cause);
  }
}

function statIfThere(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (cause) {
    throw unusable(file, 'cannot be looked at', 'check the path and your rights to its folders', cause);
  }
}

/**
 * Every live connection to a store (WAL) has its `-shm` file beside it. Opening and closing such a file ourselves
 * would, by the rules of POSIX, drop all locks this process holds on it, those of SQLite's connections included.
 */
function isOpenSomewhere(file: string): boolean {
  return existsSync(`${file}-shm`) || existsSync(`${file}-wal`);
}

/** By SQLite's rule: a file that is not in WAL mode is changed under a journal, whose first byte is 0 when it is done with. */
function hasHotJournal(file: string): boolean {
  try {
    const [first = 0] = readStart(`${file}-journal`, 1);
    return first !== 0;
  } catch {
    return false; // none is there, which is how it should be
  }
}

/** The log may hold a newer version than the header, so SQLite is asked; a reader changes nothing. */
function askSqlite(file: string): Identity {
  return explained(file, () => {
    const db = new Database(file, { readonly: true, fileMustExist: true });
    try {
      return {
        applicationId: db.pragma('application_id', { simple: true }) as number,
        version: versionOf(db),
      };
    } finally {
      db.close();
    }
  });
}

/** Bytes only: asking SQLite would leave `-wal` and `-shm` files beside somebody else's database. */
function readHeader(file: string): Identity {
  let header: Buffer;
  try {
    header = readStart(file, HEADER_BYTES);
  } catch (cause) {
    throw unusable(file, 'cannot be read', 'allow reading the file', cause);
  }
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) throw notAStore(file);
  return { applicationId: header.readInt32BE(68), version: header.readInt32BE(60) };
}

/** The first bytes of a file, zeros where it is shorter. */
function readStart(file: string, bytes: number): Buffer {
  const start = Buffer.alloc(bytes);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, start, 0, bytes, 0);
    return start;
  } finally {
    closeSync(descriptor);
  }
}

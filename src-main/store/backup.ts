/** @file A copy of a store of one moment, made while its owner goes on writing. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { connectReader } from './connections.ts';
import { opening } from './store-errors.ts';

export interface BackedUpCheckpoint {
  readonly run: number;
  readonly file: string;
  readonly bytes: number;
}

/**
 * Copies a store's file. VACUUM INTO reads one moment and blocks no writer; SQLite's page-wise backup would begin anew at
 * every commit of another process. Under a temporary name first: what has the final name is whole.
 * @param target a path where nothing is
 * @param complete fetches what belongs to the copied rows, and gives back the checkpoints that could not be had any more
 * @throws LabError `store-unusable`
 */
export async function backUp(
  file: string,
  target: string,
  complete: (checkpoints: readonly BackedUpCheckpoint[]) => Promise<readonly BackedUpCheckpoint[]>,
): Promise<void> {
  const part = `${target}.part`;
  rmSync(part, { force: true });
  try {
    opening(file, () => copyInto(file, part));
    await withCopy(part, complete);
    forceToDisk(part);
    renameSync(part, target);
  } finally {
    rmSync(part, { force: true });
  }
}

function copyInto(file: string, part: string): void {
  const db = connectReader(file);
  try {
    db.prepare('VACUUM INTO ?').run(part);
  } finally {
    db.close();
  }
}

async function withCopy(
  part: string,
  complete: (checkpoints: readonly BackedUpCheckpoint[]) => Promise<readonly BackedUpCheckpoint[]>,
): Promise<void> {
  const db = new Database(part);
  try {
    const all = db
      .prepare<[], BackedUpCheckpoint>('SELECT run_id AS run, file, bytes FROM checkpoints')
      .all();
    const missing = await complete(all);
    const forget = db.prepare('DELETE FROM checkpoints WHERE run_id = ? AND file = ?');
    for (const { run, file } of missing) forget.run(run, file);
  } finally {
    db.close();
  }
}

function forceToDisk(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

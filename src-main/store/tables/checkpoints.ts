/** @file The table `checkpoints`: those that can be resumed from. Files without a row are left over and may go. */
import type { Database } from 'better-sqlite3';
import type { RunId } from '../../contract/values/run-record.ts';
import type { StoredCheckpoint } from '../store.ts';

export function readCheckpoints(db: Database): (run: RunId) => StoredCheckpoint[] {
  const newestFirst = db.prepare<[number], StoredCheckpoint>(
    `SELECT run_id AS run, step, file, bytes, sha256, created_at AS createdAt FROM checkpoints
     WHERE run_id = ? ORDER BY step DESC, created_at DESC, file DESC`,
  );
  return (run) => newestFirst.all(run);
}

export function writeCheckpoints(db: Database) {
  // A run that reaches a step again after an interruption writes the same file name again.
  const register = db.prepare<[StoredCheckpoint]>(
    `INSERT OR REPLACE INTO checkpoints (run_id, file, step, bytes, sha256, created_at)
     VALUES (@run, @file, @step, @bytes, @sha256, @createdAt)`,
  );
  const forget = db.prepare<[number, string]>('DELETE FROM checkpoints WHERE run_id = ? AND file = ?');
  const cut = db.prepare<[number, number]>('DELETE FROM checkpoints WHERE run_id = ? AND step > ?');
  return {
    register(checkpoint: StoredCheckpoint): void {
      register.run(checkpoint);
    },
    forget(run: RunId, file: string): void {
      forget.run(run, file);
    },
    /** Removes those after a step; -1 is all. */
    cut(run: RunId, afterStep: number): void {
      cut.run(run, afterStep);
    },
  };
}

/** @file The queue: every run whose status is `queued`, and the order in which they start. */
import type { Database } from 'better-sqlite3';
import type { RunId } from '../../contract/values/run-record.ts';
import type { WaitingRow } from '../sweep-store.ts';
import { oneRow } from './changes.ts';

/** @returns a function that lists the waiting runs; no config is read, since the queue is asked at every start */
export function readQueue(db: Database): () => WaitingRow[] {
  const all = db.prepare<[], WaitingRow>(
    `SELECT r.id AS run, r.name, r.sweep_id AS sweep, r.threads, r.priority, r.place, s.parallel AS sweepParallel
     FROM runs AS r LEFT JOIN sweeps AS s ON s.id = r.sweep_id
     WHERE r.status = 'queued' AND r.deleted_at IS NULL ORDER BY r.priority DESC, r.place, r.id`,
  );
  return () => all.all();
}

/** Expects to be inside a transaction. */
export function writeQueue(db: Database) {
  const place = db.prepare('UPDATE runs SET place = ? WHERE id = ?');
  const prioritize = db.prepare('UPDATE runs SET priority = ? WHERE id = ?');
  return {
    order(runs: readonly { readonly run: RunId; readonly place: number }[]): void {
      for (const { run, place: at } of runs) oneRow(place.run(at, run), `the place of run ${run}`);
    },
    prioritize(runs: readonly RunId[], priority: number): void {
      for (const run of runs) oneRow(prioritize.run(priority, run), `the priority of run ${run}`);
    },
  };
}

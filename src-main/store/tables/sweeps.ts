/** @file The tables `sweeps` and `sweep_points`. */
import type { Database } from 'better-sqlite3';
import { LabError } from '../../contract/values/lab-error.ts';
import type { RunId } from '../../contract/values/run-record.ts';
import type { SweepCounts, SweepId } from '../../contract/values/sweep-record.ts';
import type { StoredSweep, StoredSweepPoint, SweepReader } from '../sweep-store.ts';
import { findIn } from './places.ts';
import {
  toStoredSweep,
  toSweepPoint,
  type CountRow,
  type SweepPointRow,
  type SweepRow,
} from './sweep-row.ts';

const POINTS = `SELECT p.position, p.seed, p.changes, p.config_hash, r.id AS run_id, r.status, r.step, r.steps,
    r.point1_step, r.point1_after, r.point2_step, r.point2_after, r.deleted_at, r.sweep_id AS started_by
  FROM sweep_points AS p LEFT JOIN runs AS r ON r.id = p.run_id`;

/** A run in the bin counts as missing, like one that is gone; those of a sweep that is in the bin count as what they are. */
const COUNTS = `WITH those AS (SELECT iif(r.deleted_at IS NULL OR s.deleted_at IS NOT NULL, r.id, NULL) AS run_id
    FROM sweep_points AS p JOIN sweeps AS s ON s.id = p.sweep_id LEFT JOIN runs AS r ON r.id = p.run_id
    WHERE p.sweep_id = ?)
  SELECT coalesce(r.status, 'missing') AS status, count(*) AS n, sum(r.point2_step IS NOT NULL) AS reached
  FROM those LEFT JOIN runs AS r ON r.id = those.run_id GROUP BY 1`;

type SweepTables = Omit<SweepReader, 'waiting'> & {
  finishedRuns(hashes: readonly string[]): Map<string, RunId>;
};

export function readSweeps(db: Database): SweepTables {
  const byId = db.prepare<[number], SweepRow>('SELECT * FROM sweeps WHERE id = ?');
  const found = findIn<SweepRow>(db, 'sweeps');
  const page = db.prepare<[number, number, number], SweepRow>(
    'SELECT * FROM sweeps WHERE (deleted_at IS NOT NULL) = ? ORDER BY id DESC LIMIT ? OFFSET ?',
  );
  const number = db
    .prepare<[number], number>('SELECT count(*) FROM sweeps WHERE (deleted_at IS NOT NULL) = ?')
    .pluck();
  const counts = db.prepare<[number], CountRow>(COUNTS);
  const points = db.prepare<[number], SweepPointRow>(`${POINTS} WHERE p.sweep_id = ? ORDER BY p.position`);
  const started = db.prepare<[number], RunId>('SELECT id FROM runs WHERE sweep_id = ? ORDER BY id').pluck();
  const finished = db.prepare<[string], { hash: string; run: RunId }>(
    `SELECT config_hash AS hash, max(id) AS run FROM runs
     WHERE config_hash IN (SELECT value FROM json_each(?)) AND status = 'finished' AND deleted_at IS NULL
     GROUP BY config_hash`,
  );

  const complete = (row: SweepRow): StoredSweep => toStoredSweep(row, countsOf(counts.all(row.id)));
  return {
    sweep(id: SweepId): StoredSweep | undefined {
      const row = byId.get(id);
      return row && complete(row);
    },
    sweepsNamed: (name, place) => found.named(name, place).map(complete),
    lastSweep(place): StoredSweep | undefined {
      const row = found.last(place);
      return row && complete(row);
    },
    sweeps: ({ deleted, limit, offset }) => ({
      sweeps: page.all(Number(deleted), limit, offset).map(complete),
      total: number.get(Number(deleted)) ?? 0,
    }),
    sweepPoints: (id): StoredSweepPoint[] => points.all(id).map((row) => toSweepPoint(row, id)),
    runsStartedBy: (id) => started.all(id),
    finishedRuns: (hashes) =>
      new Map(finished.all(JSON.stringify([...new Set(hashes)])).map(({ hash, run }) => [hash, run])),
  };
}

function countsOf(rows: readonly CountRow[]): SweepCounts {
  const counts: Record<keyof SweepCounts, number> = {
    ...{ total: 0, missing: 0, reached: 0, queued: 0, running: 0, paused: 0 },
    ...{ finished: 0, failed: 0, interrupted: 0, stopped: 0 },
  };
  for (const { status, n, reached } of rows) {
    counts[status] += n;
    counts.total += n;
    counts.reached += reached ?? 0;
  }
  return counts;
}

/** @throws LabError `not-found` */
export function noSuchSweep(id: SweepId): LabError {
  return new LabError('not-found', `sweep: there is no sweep ${id}.`, { sweep: id });
}

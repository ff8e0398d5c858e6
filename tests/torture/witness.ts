/** @file Looks into a store file from outside, with SQLite alone, as a researcher's own script would. */
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';

/** Metric and step of a point, with the value's bits. */
export type Rows = ReadonlyMap<string, string>;

/** Every committed point of the newest run; none where there is no file or no run yet. */
export function committedRows(file: string): Rows {
  if (!existsSync(file)) return new Map();
  return looking(file, (db) => {
    const rows = db
      .prepare<[], { key: string; value: number | null }>(
        `SELECT metric || ' ' || step AS key, value FROM points WHERE run = (SELECT max(id) FROM runs)`,
      )
      .all();
    return new Map(rows.map(({ key, value }) => [key, String(value)]));
  });
}

/** Points of `before` that are gone or changed in `after`. */
export function missing(before: Rows, after: Rows): number {
  return [...before].filter(([key, value]) => after.get(key) !== value).length;
}

export function sameRows(a: Rows, b: Rows): boolean {
  return a.size === b.size && missing(a, b) === 0;
}

/** Times the newest run's series was cut back to a checkpoint, and the step of its newest checkpoint. */
export function cutsOf(file: string): { revision: number; checkpoint: number } {
  const none = { revision: 0, checkpoint: -1 };
  if (!existsSync(file)) return none;
  const found = looking(file, (db) =>
    db
      .prepare<[], { revision: number; checkpoint: number | null }>(
        `SELECT revision, (SELECT max(step) FROM checkpoints WHERE run_id = runs.id) AS checkpoint
         FROM runs ORDER BY id DESC LIMIT 1`,
      )
      .get(),
  );
  return found ? { revision: found.revision, checkpoint: found.checkpoint ?? -1 } : none;
}

/** The points of steps up to `step`. */
export function upTo(rows: Rows, step: number): Rows {
  return new Map([...rows].filter(([key]) => Number(key.split(' ')[1]) <= step));
}

/** How often a run's metric has one step more than once. */
export function duplicates(file: string): number {
  return looking(
    file,
    (db) =>
      db
        .prepare<[], number>(
          'SELECT count(*) FROM (SELECT 1 FROM points GROUP BY run, metric, step HAVING count(*) > 1)',
        )
        .pluck()
        .get() ?? 0,
  );
}

export function isWhole(file: string): boolean {
  return looking(file, (db) => db.pragma('integrity_check', { simple: true }) === 'ok');
}

export function statusOfNewest(file: string): string | undefined {
  return looking(file, (db) =>
    db.prepare<[], string>('SELECT status FROM runs ORDER BY id DESC LIMIT 1').pluck().get(),
  );
}

export function formatOf(file: string): number {
  return looking(file, (db) => db.pragma('user_version', { simple: true }) as number);
}

/** A connection for one look: it may be the one that recovers the log of a process that was killed. */
function looking<T>(file: string, look: (db: Database.Database) => T): T {
  const db = new Database(file, { fileMustExist: true });
  try {
    db.pragma('busy_timeout = 5000');
    return look(db);
  } finally {
    db.close();
  }
}

/** @file The table `metrics`: a number for each name, so that a point need not hold the name. */
import type { Database } from 'better-sqlite3';
import type { MetricName } from '../../contract/values/metric.ts';

interface MetricRow {
  readonly id: number;
  readonly name: MetricName;
}

/** Metric names to ids; rows are only ever added. */
export function readMetrics(db: Database) {
  const all = db.prepare<[], MetricRow>('SELECT id, name FROM metrics');
  let known = new Map<string, number>();

  function refresh(): void {
    known = new Map(all.all().map(({ id, name }) => [name, id]));
  }

  return {
    /** undefined for a metric nothing was recorded of. */
    id(name: MetricName): number | undefined {
      if (!known.has(name)) refresh();
      return known.get(name);
    },
    /** All metrics, by name. */
    all(): MetricRow[] {
      return all.all().sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

/**
 * @returns a function that gives a metric's id, adding it first if it is new. To be called outside a transaction:
 * a rollback would take the row away from under the remembered id.
 */
export function metricIds(db: Database): (name: MetricName) => number {
  const { id } = readMetrics(db);
  const insert = db.prepare<[string]>('INSERT INTO metrics (name) VALUES (?)');
  return (name) => id(name) ?? Number(insert.run(name).lastInsertRowid);
}

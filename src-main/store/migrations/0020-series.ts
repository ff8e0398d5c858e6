/** @file Series: evaluations, the values of each metric, and a view that joins them for plain SQL.
 *
 *  SQLite has no NaN: binding one stores NULL. Since a metric that was not taken has no row at all, NULL in
 *  `series_points.value` means NaN and nothing else; infinities are SQLite's own REAL infinities. The column is
 *  ANY instead of REAL because SQLite writes whole numbers in REAL columns as integers, which turns −0 into 0. */
import type { Migration } from './migration.ts';

export const series: Migration = {
  version: 20,
  name: 'series',
  up(db) {
    db.exec(`
CREATE TABLE metrics (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE -- such as val/accuracy
) STRICT;
CREATE TABLE evaluations (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  step INTEGER NOT NULL, -- updates applied so far; 0 is the untrained model
  seconds REAL NOT NULL, -- training time so far, without pauses
  PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE series_points (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  metric_id INTEGER NOT NULL REFERENCES metrics (id),
  step INTEGER NOT NULL, -- one of the run's evaluations
  value ANY CHECK (typeof(value) IN ('real', 'null')), -- NULL is NaN
  PRIMARY KEY (run_id, metric_id, step)
) STRICT, WITHOUT ROWID;
CREATE VIEW points (run, metric, step, seconds, value) AS -- every logged value; value NULL is NaN
  SELECT p.run_id, m.name, p.step, e.seconds, p.value
  FROM series_points AS p
  JOIN metrics AS m ON m.id = p.metric_id
  JOIN evaluations AS e ON e.run_id = p.run_id AND e.step = p.step;
`);
  },
};

/** @file Runs: what was asked for, how far it is, what came out. */
import type { Migration } from './migration.ts';

export const runs: Migration = {
  version: 10,
  name: 'runs',
  up(db) {
    // The comments stay in the file: `sqlite3 FILE .schema` shows them.
    db.exec(`
CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice: a checkpoint folder is named after it
  uid TEXT NOT NULL UNIQUE, -- unique across stores
  name TEXT NOT NULL,
  experiment TEXT NOT NULL,
  status TEXT NOT NULL, -- queued running paused finished failed interrupted stopped
  reason TEXT NOT NULL, -- why it is in this status, where that needs saying
  config_hash TEXT NOT NULL, -- SHA-256 of the config's canonical JSON
  split_hash TEXT NOT NULL, -- SHA-256 of the training indices, '' until the run has started
  engine TEXT NOT NULL,
  threads INTEGER NOT NULL,
  created_at INTEGER NOT NULL, -- this and the others: Unix time in milliseconds
  started_at INTEGER,
  finished_at INTEGER,
  deleted_at INTEGER, -- in the bin since then
  step INTEGER NOT NULL, -- updates applied, all of them committed
  steps INTEGER NOT NULL, -- the budget
  seconds REAL NOT NULL, -- training time without pauses
  steps_per_second REAL NOT NULL, -- 0 when not running
  seconds_left REAL, -- estimate; NULL when not running or not known
  point1_step INTEGER, -- first evaluation with train accuracy at the threshold
  point1_after INTEGER, -- the evaluation before it: point 1 lies in (after, step]
  point2_step INTEGER, -- the same for train and validation accuracy together
  point2_after INTEGER,
  delay INTEGER GENERATED ALWAYS AS (point2_step - point1_step) VIRTUAL,
  relapses INTEGER NOT NULL, -- times validation accuracy left the threshold after point 2
  revision INTEGER NOT NULL, -- times the series was cut back to a checkpoint
  tags TEXT NOT NULL CHECK (json_type(tags) = 'array'),
  last TEXT NOT NULL CHECK (json_type(last) = 'object'), -- metric: last value; 'NaN' 'Infinity' '-Infinity' '-0' as words
  environment TEXT CHECK (environment IS NULL OR json_type(environment) = 'object'),
  config TEXT NOT NULL CHECK (json_type(config) = 'object'),
  note TEXT NOT NULL,
  CHECK ((point1_step IS NULL) = (point1_after IS NULL)),
  CHECK ((point2_step IS NULL) = (point2_after IS NULL))
) STRICT;
CREATE INDEX runs_by_bin ON runs (deleted_at, status);
CREATE INDEX runs_by_name ON runs (name);
`);
  },
};

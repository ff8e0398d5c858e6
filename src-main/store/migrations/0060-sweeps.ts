/** @file Sweeps with their points, and the order of the queue. */
import type { Migration } from './migration.ts';

export const sweeps: Migration = {
  version: 60,
  name: 'sweeps and queue',
  up(db) {
    db.exec(`
CREATE TABLE sweeps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE, -- unique across stores
  name TEXT NOT NULL,
  experiment TEXT NOT NULL,
  engine TEXT NOT NULL,
  threads INTEGER, -- of each run; NULL: chosen by measurement
  parallel INTEGER, -- most runs at a time; NULL: as many as fit
  decision TEXT NOT NULL, -- how threads and workers were chosen, '' until then
  created_at INTEGER NOT NULL, -- Unix time in milliseconds
  deleted_at INTEGER, -- in the bin since then
  tags TEXT NOT NULL CHECK (json_type(tags) = 'array'),
  spec TEXT NOT NULL CHECK (json_type(spec) = 'object') -- experiment, shared changes, axes, seeds, search
) STRICT;
CREATE INDEX sweeps_by_name ON sweeps (name);
ALTER TABLE runs ADD COLUMN sweep_id INTEGER REFERENCES sweeps (id); -- the sweep that started it
ALTER TABLE runs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0; -- in the queue, higher first
ALTER TABLE runs ADD COLUMN place INTEGER NOT NULL DEFAULT 0; -- in the queue among those of its priority, lower first
UPDATE runs SET place = id;
CREATE INDEX runs_by_sweep ON runs (sweep_id) WHERE sweep_id IS NOT NULL;
CREATE INDEX runs_by_place ON runs (place);
CREATE INDEX runs_by_status ON runs (status);
CREATE INDEX runs_by_config ON runs (config_hash);
CREATE TABLE sweep_points (
  sweep_id INTEGER NOT NULL REFERENCES sweeps (id),
  position INTEGER NOT NULL, -- from 0, in the order of the sweep
  seed INTEGER NOT NULL,
  changes TEXT NOT NULL CHECK (json_type(changes) = 'object'), -- path: value, besides what all runs share
  config_hash TEXT NOT NULL,
  run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL, -- NULL: deleted for good
  PRIMARY KEY (sweep_id, position),
  UNIQUE (sweep_id, config_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX sweep_points_by_run ON sweep_points (run_id);
`);
  },
};

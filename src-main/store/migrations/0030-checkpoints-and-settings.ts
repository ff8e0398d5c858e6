/** @file Checkpoints that can be resumed from, and the settings of the app. */
import type { Migration } from './migration.ts';

export const checkpointsAndSettings: Migration = {
  version: 30,
  name: 'checkpoints and settings',
  up(db) {
    db.exec(`
CREATE TABLE checkpoints (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  file TEXT NOT NULL, -- name inside the run's checkpoint folder
  step INTEGER NOT NULL, -- all points up to it are committed
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL, -- of the file
  created_at INTEGER NOT NULL,
  PRIMARY KEY (run_id, file)
) STRICT, WITHOUT ROWID;
CREATE TABLE settings (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;
`);
  },
};

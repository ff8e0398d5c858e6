/** @file Marks a person puts on a run: pinned to the top of the table, put aside in the archive. */
import type { Migration } from './migration.ts';

export const runMarks: Migration = {
  version: 40,
  name: 'run marks',
  up(db) {
    db.exec(`
ALTER TABLE runs ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));
ALTER TABLE runs ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));
`);
  },
};

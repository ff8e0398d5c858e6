/** @file Runs that another program trained. Their engine is 'foreign', their config what is known of their settings. */
import type { Migration } from './migration.ts';

export const foreignRuns: Migration = {
  version: 80,
  name: 'foreign runs',
  up(db) {
    db.exec(`
ALTER TABLE runs ADD COLUMN foreign_source TEXT /* NULL: trained here; else where it comes from: file, format, metrics with the names they have there */
  CHECK (foreign_source IS NULL OR json_type(foreign_source) = 'object');
`);
  },
};

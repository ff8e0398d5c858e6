/** @file When what is in the bin went there, by the bin's own clock: the time of day may jump. */
import type { Migration } from './migration.ts';

export const binTime: Migration = {
  version: 90,
  name: 'bin time',
  up(db) {
    db.exec(`
ALTER TABLE runs ADD COLUMN binned_at INTEGER; -- NULL: not in the bin; else since then, in milliseconds of the clock in the setting bin.clock
ALTER TABLE sweeps ADD COLUMN binned_at INTEGER; -- the same
UPDATE runs SET binned_at = 0 WHERE deleted_at IS NOT NULL;
UPDATE sweeps SET binned_at = 0 WHERE deleted_at IS NOT NULL;
`);
  },
};

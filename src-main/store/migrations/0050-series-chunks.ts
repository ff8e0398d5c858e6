/** @file Long series thinned out beforehand, so that a picture of a million points need not read a million rows. */
import type { Migration } from './migration.ts';

export const seriesChunks: Migration = {
  version: 50,
  name: 'series chunks',
  up(db) {
    db.exec(`
CREATE TABLE series_chunks ( -- made from series_points and worth nothing without them; may be emptied at any time
  run_id INTEGER NOT NULL REFERENCES runs (id),
  metric_id INTEGER NOT NULL REFERENCES metrics (id),
  last_step INTEGER NOT NULL, -- of the chunk's points, which follow upon each other without a gap between two chunks
  first_step INTEGER NOT NULL,
  kept BLOB NOT NULL, -- the first, last, smallest and largest finite point, the first NaN and infinities: all their steps, then all their values, then all their seconds, as little-endian doubles
  PRIMARY KEY (run_id, metric_id, last_step)
) STRICT, WITHOUT ROWID;
`);
  },
};

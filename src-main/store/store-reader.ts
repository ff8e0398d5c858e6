/** @file Answers questions from one read-only connection. */
import type { Database } from 'better-sqlite3';
import type { RunId } from '../contract/values/run-record.ts';
import { readCurves } from './read-curves.ts';
import type { SeriesRow, StoreReader } from './store.ts';
import { readBin } from './tables/bin-time.ts';
import { readCheckpoints } from './tables/checkpoints.ts';
import { readQueue } from './tables/queue.ts';
import { listRuns } from './tables/run-list.ts';
import { readRuns } from './tables/runs.ts';
import { readSeries } from './tables/series-read.ts';
import { readSettings } from './tables/settings.ts';
import { readSweeps } from './tables/sweeps.ts';

/** A reader over a connection, which it closes in the end. */
export function createReader(db: Database): StoreReader {
  const series = readSeries(db);

  function* seriesRows(runs: readonly RunId[], upTo?: number): Generator<SeriesRow, undefined> {
    for (const run of [...new Set(runs)].sort((a, b) => a - b)) yield* series.rows(run, upTo);
  }

  return {
    ...readRuns(db),
    ...readSweeps(db),
    binnedBy: readBin(db),
    waiting: readQueue(db),
    runs: listRuns(db),
    // In a transaction: evaluations and values have to be of one moment.
    curves: db.transaction(readCurves(series)),
    evaluations: db.transaction(series.evaluations),
    seriesRows,
    countPoints: (runs) => [...new Set(runs)].reduce((sum, run) => sum + series.count(run), 0),
    checkpoints: readCheckpoints(db),
    settings: readSettings(db),
    close() {
      db.close();
    },
  };
}

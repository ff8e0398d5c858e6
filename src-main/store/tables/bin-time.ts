/** @file When a run or a sweep went into the bin, by the bin's own clock (`contract/values/bin-settings.ts`). */
import type { Database } from 'better-sqlite3';
import { BIN_CLOCK_KEY } from '../../contract/values/bin-settings.ts';
import type { RunId } from '../../contract/values/run-record.ts';
import type { SweepId } from '../../contract/values/sweep-record.ts';

const NOW = `coalesce(CAST((SELECT json_extract(value, '$.time') FROM settings
  WHERE key = '${BIN_CLOCK_KEY}') AS INTEGER), 0)`;

/** The assignment that goes with one of `deleted_at = @deleted_at`. */
export const ASSIGN_BINNED_AT = `binned_at = CASE WHEN @deleted_at IS NULL THEN NULL
  WHEN @deleted_at IS deleted_at THEN binned_at ELSE ${NOW} END`;

/** @returns a function that says what went into the bin by a moment of the bin's clock */
export function readBin(db: Database): (horizon: number) => { runs: RunId[]; sweeps: SweepId[] } {
  const idsIn = (table: string) =>
    db.prepare<[number], number>(`SELECT id FROM ${table} WHERE binned_at <= ? ORDER BY id`).pluck();
  const [runs, sweeps] = [idsIn('runs'), idsIn('sweeps')];
  return (horizon) => ({ runs: runs.all(horizon), sweeps: sweeps.all(horizon) });
}

/** @file A stored sweep as everybody sees it: with the state of its search, which follows from its runs. */
import { searchStateOf, type SearchRow, type SearchState } from '../contract/values/bisect.ts';
import type { SweepSearch } from '../contract/values/sweep-spec.ts';
import type { SweepRecord } from '../contract/values/sweep-record.ts';
import type { StoreReader } from '../store/store.ts';
import type { StoredSweep, StoredSweepPoint } from '../store/sweep-store.ts';

export function sweepRecordOf(reader: StoreReader, sweep: StoredSweep): SweepRecord {
  const { queued, running } = sweep.counts;
  const { search } = sweep.spec;
  return {
    ...sweep,
    active: queued + running > 0,
    search: search && searchOf(search, reader.sweepPoints(sweep.id)),
  };
}

/** What a search knows, by the runs at its values. */
export function searchOf(search: SweepSearch, points: readonly StoredSweepPoint[]): SearchState {
  const byValue = Map.groupBy(points, ({ changes }) => changes[search.path] as number);
  return searchStateOf(
    search,
    [...byValue].map(([value, runs]) => rowOf(value, runs)),
  );
}

function rowOf(value: number, runs: readonly StoredSweepPoint[]): SearchRow {
  const row = { value, reached: 0, censored: 0, failed: 0, open: 0 };
  for (const { point2, status } of runs) {
    if (point2) row.reached++;
    else if (status === 'finished') row.censored++;
    else if (status === 'failed') row.failed++;
    else row.open++;
  }
  return row;
}

/** @file Runs of one and the same config and seed: the same number drawn again, and no second sample. */
import { isOwn } from '../contract/values/foreign-run.ts';
import type { RunId, RunRecord } from '../contract/values/run-record.ts';

/**
 * The runs whose config and seed another one of them has that counts in their place: the newest that came to an end of its
 * own, else the newest. Two foreign runs are never known to be alike.
 */
export function repeatedRuns(runs: readonly RunRecord[]): ReadonlySet<RunId> {
  const counted = new Map<string, RunRecord>();
  const repeats = new Set<RunId>();
  for (const run of runs.filter(isOwn)) {
    const other = counted.get(run.configHash);
    const better = !other || goesBefore(run, other);
    if (better) counted.set(run.configHash, run);
    if (other) repeats.add((better ? other : run).id);
  }
  return repeats;
}

function goesBefore(a: RunRecord, b: RunRecord): boolean {
  const rank = ({ status, point2 }: RunRecord) => Number(status === 'finished' || point2 !== null);
  // Numbers, not times of day: clocks go backwards.
  return rank(a) === rank(b) ? a.id > b.id : rank(a) > rank(b);
}

/** @file Runs of one and the same config and seed: the same number drawn again, and no second sample. */
import { censoring } from '../analysis/grokking-summary.ts';
import { isOwn } from '../contract/values/foreign-run.ts';
import type { RunId, RunRecord } from '../contract/values/run-record.ts';

/**
 * The runs whose config and seed another one of them has that counts in their place: one that came to an end of its own
 * before those that may go on, of which the one watched longest, before those that say nothing; of equals the newest. Two
 * foreign runs are never known to be alike.
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
  // Numbers, not times of day: clocks go backwards.
  return weight(a) === weight(b) ? a.id > b.id : weight(a) > weight(b);
}

/** How much a run says: Infinity where nothing can be added, the steps it was watched so far, 0 where it is none. */
function weight(run: RunRecord): number {
  if (run.status === 'finished' || run.point2 !== null) return Infinity;
  return censoring(run) === null ? 0 : run.progress.step;
}

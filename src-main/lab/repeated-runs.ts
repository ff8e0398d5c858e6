/** @file Runs of one and the same training: the same number drawn again, and no second sample. */
import { censoring } from '../contract/values/censoring.ts';
import { isOwn } from '../contract/values/foreign-run.ts';
import type { OwnRun, RunId, RunRecord } from '../contract/values/run-record.ts';

/**
 * The runs of which another one counts in their place, as it was trained alike (the same bits, as far as both were
 * watched): one that reached point 2 before those that did not, of which the one watched longest, that came to an end of
 * its own where they are equal, before those that say nothing; of equals the newest. Two foreign runs are never known to
 * be alike.
 */
export function repeatedRuns(runs: readonly RunRecord[]): ReadonlySet<RunId> {
  const counted = new Map<string, RunRecord>();
  const repeats = new Set<RunId>();
  for (const run of runs.filter(isOwn)) {
    const key = trainingOf(run);
    const other = counted.get(key);
    const better = !other || goesBefore(run, other);
    if (better) counted.set(key, run);
    if (other) repeats.add((better ? other : run).id);
  }
  return repeats;
}

/**
 * What decides about the weights at every step, as text: how long a run goes on, and how often it is looked at, does not.
 * Configs have their keys in the order of their schema; hashes would take ten times as long.
 */
function trainingOf({ config }: OwnRun): string {
  const {
    budget: _budget,
    evaluation: _evaluation,
    checkpoint: _checkpoint,
    measures: _measures,
    ...rest
  } = config;
  return JSON.stringify(rest);
}

function goesBefore(a: RunRecord, b: RunRecord): boolean {
  const [first, second] = [a, b].map(weights) as [number[], number[]];
  const differs = first.findIndex((weight, i) => weight !== second[i]);
  return differs !== -1 && (first[differs] as number) > (second[differs] as number);
}

/** How much a run says, the more important before the less. Ids, not times of day: clocks go backwards. */
function weights(run: RunRecord): number[] {
  const grokked = run.point2 !== null;
  const watched = grokked || run.status === 'finished' || censoring(run) !== null;
  return [
    Number(grokked),
    // Two that grokked say the same, however long they went on.
    grokked ? 0 : watched ? run.progress.step : 0,
    Number(run.status === 'finished'),
    run.id,
  ];
}

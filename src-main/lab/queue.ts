/** @file Decides which queued runs may start, and where runs go when the queue is reordered. Pure: the supervisor acts
 *  on it. */
import type { RunId } from '../contract/values/run-record.ts';
import type { SweepId } from '../contract/values/sweep-record.ts';
import type { QueuePlace } from '../contract/wire/queue-requests.ts';

export interface WaitingRun {
  readonly run: RunId;
  readonly threads: number;
  readonly sweep: SweepId | null;
  /** Most runs of its sweep at a time; null: as many as fit. */
  readonly sweepParallel: number | null;
}

/** A run that has a process now. */
export interface BusyRun {
  readonly threads: number;
  readonly sweep: SweepId | null;
}

export interface Occupancy {
  /** That runs may use together. */
  readonly threads: number;
  /** Most runs at a time; null: as many as threads allow. */
  readonly parallel: number | null;
  readonly busy: readonly BusyRun[];
}

/** Threads a run gets when nobody asks for a number: the small networks here gain nothing beyond two. */
export function defaultThreads(cores: number): number {
  return Math.max(1, Math.min(2, cores));
}

/**
 * The runs to start now, in the order in which they wait.
 * Nobody overtakes: a run that wants many threads would otherwise wait forever behind small ones. Only a run that waits
 * for others of its own sweep lets the next ones past.
 * A run that wants more threads than there are starts as soon as nothing else runs.
 */
export function runsToStart(waiting: readonly WaitingRun[], { threads, parallel, busy }: Occupancy): RunId[] {
  const running = [...busy];
  const starting: RunId[] = [];
  for (const run of waiting) {
    const ofSweep = running.filter(({ sweep }) => sweep !== null && sweep === run.sweep).length;
    if (run.sweepParallel !== null && ofSweep >= run.sweepParallel) continue;
    if (parallel !== null && running.length >= parallel) break;
    const free = threads - running.reduce((sum, other) => sum + other.threads, 0);
    if (run.threads > free && running.length > 0) break;
    starting.push(run.run);
    running.push(run);
  }
  return starting;
}

interface PlacedRun {
  readonly run: RunId;
  readonly priority: number;
  readonly place: number;
}

/**
 * New places for the waiting runs after some of them moved, each among those of its own priority. The moved ones keep
 * their order among themselves; the places are those that were there, dealt out anew.
 * @returns the runs whose place changes
 */
export function movedPlaces(
  waiting: readonly PlacedRun[],
  moved: ReadonlySet<RunId>,
  to: QueuePlace,
): { run: RunId; place: number }[] {
  const groups = Map.groupBy(waiting, ({ priority }) => priority);
  return [...groups.values()].flatMap((group) => {
    const places = group.map(({ place }) => place).sort((a, b) => a - b);
    const before = new Map(group.map(({ run, place }) => [run, place]));
    return reordered(
      group.map(({ run }) => run),
      moved,
      to,
    )
      .map((run, i) => ({ run, place: places[i] as number }))
      .filter(({ run, place }) => before.get(run) !== place);
  });
}

/** The list with the moved ones together at a place, or each one further up or down. */
export function reordered(list: readonly RunId[], moved: ReadonlySet<RunId>, to: QueuePlace): RunId[] {
  if (to === 'up') return movedUp(list, moved);
  if (to === 'down') return movedUp([...list].reverse(), moved).reverse();
  const others = list.filter((run) => !moved.has(run));
  const at = to === 'first' ? 0 : to === 'last' ? others.length : Math.min(to, others.length);
  return [...others.slice(0, at), ...list.filter((run) => moved.has(run)), ...others.slice(at)];
}

/** Each moved one changes places with the one before it, unless that is moved too. */
function movedUp(list: readonly RunId[], moved: ReadonlySet<RunId>): RunId[] {
  const result = [...list];
  for (let i = 1; i < result.length; i++) {
    const [before, here] = [result[i - 1] as RunId, result[i] as RunId];
    if (moved.has(here) && !moved.has(before)) [result[i - 1], result[i]] = [here, before];
  }
  return result;
}

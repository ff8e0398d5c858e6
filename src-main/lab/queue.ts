/** @file Decides which queued runs may start. Pure: the supervisor acts on it. */
import type { RunId } from '../contract/values/run-record.ts';

export interface WaitingRun {
  readonly id: RunId;
  readonly threads: number;
}

export interface Occupancy {
  readonly cores: number;
  /** Threads of every run that has a process now. */
  readonly busyThreads: readonly number[];
}

/** Threads a run gets when nobody asks for a number: the small networks here gain nothing beyond two. */
export function defaultThreads(cores: number): number {
  return Math.max(1, Math.min(2, cores));
}

/**
 * The runs to start now, in the order in which they wait.
 * Nobody overtakes: a run that wants many threads would otherwise wait forever behind small ones.
 * A run that wants more threads than there are cores starts as soon as nothing else runs.
 */
export function runsToStart(waiting: readonly WaitingRun[], occupancy: Occupancy): RunId[] {
  let free = occupancy.cores - occupancy.busyThreads.reduce((sum, threads) => sum + threads, 0);
  let idle = occupancy.busyThreads.length === 0;
  const starting: RunId[] = [];
  for (const run of waiting) {
    if (run.threads > free && !idle) break;
    starting.push(run.id);
    free -= run.threads;
    idle = false;
  }
  return starting;
}

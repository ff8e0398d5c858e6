/** @file What every running run needs around it, and how patient the lab is with its worker. */
import type { Clock } from './clock.ts';
import type { StartContext } from './run-start.ts';
import type { WorkerSpawner } from './worker-process.ts';

export interface SessionLimits {
  /** A training worker that says nothing for so long is killed. */
  readonly heartbeatMs: number;
  /** The same before its first word, while it compiles. */
  readonly startMs: number;
  /** How long it may take to answer pause or stop. */
  readonly answerMs: number;
  /** How long the process may linger after it said `ended`. */
  readonly exitMs: number;
  /** How often the end of a run is written again that a store would not take. */
  readonly retryMs: number;
}

export const DEFAULT_LIMITS: SessionLimits = {
  heartbeatMs: 60_000,
  startMs: 300_000,
  answerMs: 30_000,
  exitMs: 5_000,
  retryMs: 10_000,
};

export interface SessionContext extends StartContext {
  readonly spawn: WorkerSpawner;
  readonly clock: Clock;
  readonly limits: SessionLimits;
  /** Of this program; recorded with every run. */
  readonly version: string;
  /** Told what nobody can be answered with, such as a store that cannot be written any more. */
  readonly report: (error: unknown) => void;
}

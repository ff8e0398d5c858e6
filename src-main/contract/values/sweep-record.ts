/** @file What is known about a sweep, and about the queue of all runs. */
import { z } from 'zod';
import { searchState } from './bisect.ts';
import { engineId } from './engine-id.ts';
import { grokkingPoint, runId, runStatus } from './run-record.ts';
import { configChanges, sweepSpec } from './sweep-spec.ts';

export const sweepId = z.int().min(1);
export type SweepId = z.infer<typeof sweepId>;

/** How many runs of a sweep are in each status. */
export const sweepCounts = z.strictObject({
  total: z.int(),
  ...(Object.fromEntries(runStatus.options.map((status) => [status, z.int()])) as Record<
    z.infer<typeof runStatus>,
    z.ZodInt
  >),
  /** Points whose run was deleted. */
  missing: z.int(),
  /** Runs with point 2, whatever their status. */
  reached: z.int(),
});
export type SweepCounts = z.infer<typeof sweepCounts>;

export const sweepRecord = z.strictObject({
  id: sweepId,
  /** Unique across stores. */
  uid: z.string(),
  name: z.string(),
  spec: sweepSpec,
  engine: engineId,
  /** Threads of each run; null: chosen by measurement. */
  threads: z.int().nullable(),
  /** Most runs of this sweep at a time; null: as many as the queue lets. */
  parallel: z.int().nullable(),
  tags: z.array(z.string()),
  /** How threads and workers were chosen, in one sentence; '' until it is. */
  decision: z.string(),
  /** Unix time in milliseconds. */
  createdAt: z.number(),
  deletedAt: z.number().nullable(),
  counts: sweepCounts,
  /** Whether anything runs or waits to run. */
  active: z.boolean(),
  search: searchState.nullable(),
});
export type SweepRecord = z.infer<typeof sweepRecord>;

/** A point of a sweep and how its run stands. */
export const sweepPointRecord = z.strictObject({
  /** From 0, in the order of the sweep. */
  position: z.int(),
  changes: configChanges,
  seed: z.number(),
  /** null when its run was deleted. */
  run: runId.nullable(),
  status: runStatus.or(z.literal('missing')),
  step: z.number(),
  steps: z.number(),
  point1: grokkingPoint.nullable(),
  point2: grokkingPoint.nullable(),
  /** Whether the run was there before the sweep. */
  reused: z.boolean(),
});
export type SweepPointRecord = z.infer<typeof sweepPointRecord>;

/** A combination that cannot be run, and why. */
export const invalidPoint = z.strictObject({ changes: configChanges, message: z.string() });
export type InvalidPoint = z.infer<typeof invalidPoint>;

/** A run that waits for its turn. */
export const queuedRun = z.strictObject({
  run: runId,
  name: z.string(),
  sweep: sweepId.nullable(),
  threads: z.int(),
  /** Higher first. */
  priority: z.int(),
});
export type QueuedRun = z.infer<typeof queuedRun>;

export const runningRun = z.strictObject({
  run: runId,
  name: z.string(),
  sweep: sweepId.nullable(),
  threads: z.int(),
  step: z.number(),
  steps: z.number(),
  stepsPerSecond: z.number(),
  secondsLeft: z.number().nullable(),
  /** slow: less than half the usual speed of such runs; stuck: no step for longer than it should take. */
  pace: z.enum(['ok', 'slow', 'stuck']),
  /** What makes it slow or stuck, in one sentence; '' for ok. */
  remark: z.string(),
});
export type RunningRun = z.infer<typeof runningRun>;

/** The queue without its lists: what a status line shows. */
export const queueSummary = z.strictObject({
  paused: z.boolean(),
  /** Why the queue paused itself (a disk that takes nothing more); '' where a person paused it, or nobody did. */
  pausedBecause: z.string(),
  /** Most runs at a time; null: as many as threads allow. */
  parallel: z.int().nullable(),
  /** Threads that runs may use together. */
  threads: z.int(),
  cores: z.int(),
  running: z.int(),
  waiting: z.int(),
  /** At the present speed, each run to the end of its budget; null when nothing runs. */
  runsPerHour: z.number().nullable(),
  /** Until the queue is empty, at the present speed; null when nothing runs. */
  secondsLeft: z.number().nullable(),
  /** Runs that are slow or stuck. */
  slow: z.int(),
  /** On the disk of the store. */
  freeBytes: z.number(),
});
export type QueueSummary = z.infer<typeof queueSummary>;

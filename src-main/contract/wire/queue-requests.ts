/** @file The requests about the queue of all runs. */
import { z } from 'zod';
import { MOST_LISTED, runsAtOnce, threadCount } from '../values/run-limits.ts';
import { runId } from '../values/run-record.ts';
import { queuedRun, queueSummary, runningRun } from '../values/sweep-record.ts';
import { request } from './request.ts';

const runs = z.array(runId).min(1).max(10_000);
const nothing = z.strictObject({});
const summary = z.strictObject({ queue: queueSummary });

/** Where runs go in the queue: by places, to an end, or to a place counted from 0 among those of their priority. */
export const queuePlace = z.union([z.enum(['first', 'last', 'up', 'down']), z.int().min(0)]);
export type QueuePlace = z.infer<typeof queuePlace>;

export const QUEUE_REQUESTS = {
  'queue.read': request(
    z.strictObject({ limit: z.int().min(1).max(MOST_LISTED) }),
    z.strictObject({
      queue: queueSummary,
      running: z.array(runningRun),
      /** In the order in which they start; at most `limit`. */
      waiting: z.array(queuedRun),
    }),
  ),
  /** Runs that wait change their place; others stay. */
  'queue.move': request(z.strictObject({ runs, to: queuePlace }), summary),
  /** Higher first; 0 is usual. */
  'queue.prioritize': request(z.strictObject({ runs, priority: z.int().min(-100).max(100) }), summary),
  /** null of `threads`: all cores. What is left out stays. */
  'queue.configure': request(
    z.strictObject({
      parallel: runsAtOnce.nullable().optional(),
      threads: threadCount.nullable().optional(),
    }),
    summary,
  ),
  /** Nothing starts until `queue.resume`, also after a restart. With `running`, what runs is put back into the queue with
   *  a checkpoint. */
  'queue.pause': request(z.strictObject({ running: z.boolean() }), summary),
  'queue.resume': request(nothing, summary),
} as const;

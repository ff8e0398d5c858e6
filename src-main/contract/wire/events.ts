/** @file The one table of events a lab emits. What an event tells is committed before it is sent. */
import { z } from 'zod';
import { benchReport } from './bench-requests.ts';
import { metricName } from '../values/metric.ts';
import { runId, runProgress, runRecord } from '../values/run-record.ts';
import { queueSummary, sweepId, sweepRecord } from '../values/sweep-record.ts';

const float64Array = z.custom<Float64Array>((value) => value instanceof Float64Array);

export const EVENTS = {
  /** A run was created or anything of its record changed (status, points, name …). */
  'run.changed': z.strictObject({ run: runRecord }),
  /** Progress alone, at most a few times a second. */
  'run.progress': z.strictObject({ run: runId, progress: runProgress }),
  /** Points that were appended. `after` is the last step before them (-1 at the start), so a reader sees a gap. */
  'run.points': z.strictObject({
    run: runId,
    revision: z.int(),
    after: z.number(),
    step: float64Array,
    seconds: float64Array,
    /** One array per metric, NaN also where a metric was not taken. */
    values: z.partialRecord(metricName, float64Array),
  }),
  /** The series was cut back to a checkpoint: points after `after` are gone, and the revision has moved on. */
  'run.truncated': z.strictObject({ run: runId, revision: z.int(), after: z.number() }),
  /** The run is gone for good. */
  'run.purged': z.strictObject({ run: runId }),
  /** A sweep was created or changed, or runs of it moved on; at most a few times a second and always after the last. */
  'sweep.changed': z.strictObject({ sweep: sweepRecord }),
  /** The sweep is gone for good. */
  'sweep.purged': z.strictObject({ sweep: sweepId }),
  /** The queue's order or settings changed, or time went by while it works. */
  'queue.changed': z.strictObject({ queue: queueSummary }),
  /** The engines are being timed, and how far it is; after the last case too. */
  'bench.changed': z.strictObject({ bench: benchReport }),
  'settings.changed': z.strictObject({ key: z.string(), value: z.json() }),
} as const;

export type EventName = keyof typeof EVENTS;
export type EventPayload<N extends EventName> = z.infer<(typeof EVENTS)[N]>;
export type LabEvent = {
  [N in EventName]: { readonly name: N; readonly payload: EventPayload<N> };
}[EventName];

/** @file What is known about a run beside its series. */
import { z } from 'zod';
import { engineId, type EngineId } from './engine-id.ts';
import { FOREIGN, foreignConfig, foreignSource } from './foreign-run.ts';
import { runConfig, type RunConfig } from './run-config.ts';

export const RUN_STATUSES = [
  'queued',
  'running',
  'paused',
  'finished',
  'failed',
  'interrupted',
  'stopped',
] as const;
export const runStatus = z.enum(RUN_STATUSES);
export type RunStatus = z.infer<typeof runStatus>;

export const runId = z.int().min(1);
export type RunId = z.infer<typeof runId>;

/** A point on the step axis known to the width of an evaluation interval: reached in (after, step]. */
export const grokkingPoint = z.strictObject({ step: z.number(), after: z.number() });
export type GrokkingPoint = z.infer<typeof grokkingPoint>;

export const runProgress = z.strictObject({
  /** Updates applied, all committed. */
  step: z.number(),
  steps: z.number(),
  /** Training time without pauses. */
  seconds: z.number(),
  /** Of the last few seconds; 0 when not running. */
  stepsPerSecond: z.number(),
  /** Estimate; null when not running or not known yet. */
  secondsLeft: z.number().nullable(),
});
export type RunProgress = z.infer<typeof runProgress>;

export const runEnvironment = z.strictObject({
  app: z.string(),
  engineVersion: z.string(),
  node: z.string(),
  platform: z.string(),
  cpu: z.string(),
  cores: z.int(),
  /** How many steps the engine took at a time. No result depends on it. Absent in records that are older than it. */
  stepsPerCall: z.int().optional(),
});
export type RunEnvironment = z.infer<typeof runEnvironment>;

export const runRecord = z.strictObject({
  id: runId,
  /** Unique across stores. */
  uid: z.string(),
  name: z.string(),
  experiment: z.string(),
  status: runStatus,
  /** Why it is in this status, where that needs saying. */
  reason: z.string(),
  /** Of a foreign run, what is known of it. */
  config: z.union([runConfig, foreignConfig]),
  configHash: z.string(),
  engine: z.union([engineId, z.literal(FOREIGN)]),
  threads: z.int(),
  tags: z.array(z.string()),
  note: z.string(),
  /** The sweep that started it. */
  sweep: z.int().min(1).nullable(),
  /** Stands above the others in the table. */
  pinned: z.boolean(),
  /** Put aside: not in the table unless asked for. */
  archived: z.boolean(),
  /** Unix time in milliseconds. */
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
  deletedAt: z.number().nullable(),
  progress: runProgress,
  point1: grokkingPoint.nullable(),
  point2: grokkingPoint.nullable(),
  /** Times validation accuracy left the threshold after point 2. */
  relapses: z.int(),
  /** Last recorded value of each metric. */
  last: z.record(
    z.string(),
    z
      .number()
      .or(z.nan())
      .or(z.literal([Infinity, -Infinity])),
  ),
  /** How often its series was cut back to a checkpoint; a cursor of another revision is stale. */
  revision: z.int(),
  environment: runEnvironment.nullable(),
  /** Where it comes from, if another program trained it; null for a run of this lab. */
  foreign: foreignSource.nullable(),
});
export type RunRecord = z.infer<typeof runRecord>;

/** A run of this lab: see `isOwn`. */
export type OwnRun = RunRecord & {
  readonly foreign: null;
  readonly config: RunConfig;
  readonly engine: EngineId;
};

/** Statuses that end a run for good, unless somebody resumes it. */
export const ENDED: ReadonlySet<RunStatus> = new Set(['finished', 'failed', 'stopped', 'interrupted']);

/** Whether nobody could have seen the point: a run that ended and never logged the accuracy. */
export function isUnobserved(
  run: Pick<RunRecord, 'status' | 'last' | 'point1' | 'point2'>,
  point: 'point1' | 'point2',
): boolean {
  const metric = point === 'point1' ? 'train/accuracy' : 'val/accuracy';
  return run[point] === null && ENDED.has(run.status) && !Object.hasOwn(run.last, metric);
}

/** The word for how a run stands: of one that another program trained this lab knows nothing but that it is there. */
export function shownStatus({ foreign, status }: Pick<RunRecord, 'foreign' | 'status'>): string {
  return foreign === null ? status : FOREIGN;
}

/** The run as it is written for others: its status is the one that tables show and filters ask for. */
export function shownRun<R extends Pick<RunRecord, 'foreign' | 'status'>>(run: R) {
  return { ...run, status: shownStatus(run) };
}

/** Statuses from which a run can go on. */
export const RESUMABLE: ReadonlySet<RunStatus> = new Set(['paused', 'interrupted', 'stopped', 'failed']);

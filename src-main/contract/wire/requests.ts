/** @file The one table of requests. Client, handlers, local socket, browser host and Electron bridge are derived from it. */
import { z } from 'zod';
import { engineId } from '../values/engine-id.ts';
import { expectedNumber, experiment } from '../values/experiment.ts';
import { BENCH_REQUESTS } from './bench-requests.ts';
import { enginePace } from './worker-protocol.ts';
import { givenName } from '../values/given-name.ts';
import { metricName } from '../values/metric.ts';
import { runConfig } from '../values/run-config.ts';
import {
  LONGEST_EXPERIMENT,
  LONGEST_NAME,
  LONGEST_NOTE,
  MOST_LISTED,
  tagList,
  threadCount,
} from '../values/run-limits.ts';
import { runId, runRecord, runStatus } from '../values/run-record.ts';
import { configChanges } from '../values/sweep-spec.ts';
import { sweepId } from '../values/sweep-record.ts';
import { ARCHIVE_REQUESTS } from './archive-requests.ts';
import { UPLOAD_REQUESTS } from './upload-requests.ts';
import { QUEUE_REQUESTS } from './queue-requests.ts';
import { request } from './request.ts';
import { SWEEP_REQUESTS } from './sweep-requests.ts';
import { grokQuestion, grokTimes } from './grok-times.ts';

const runIds = z.array(runId).min(1).max(10_000);
const float64Array = z.custom<Float64Array>((value) => value instanceof Float64Array);

/** A run by id, by unique name, or `last`. */
export const runReference = z.union([runId, z.string().min(1).max(LONGEST_NAME)]);

/** What somebody asks for when starting a run. */
export const runOrder = z.strictObject({
  experiment: z.string().max(LONGEST_EXPERIMENT),
  changes: configChanges,
  /** '' gives a name made of the experiment and the run's id. */
  name: givenName,
  tags: tagList,
  engine: engineId,
  /** null: the supervisor chooses by the machine's cores. */
  threads: threadCount.nullable(),
});
export type RunOrder = z.infer<typeof runOrder>;

export const curve = z.strictObject({
  run: runId,
  metric: metricName,
  step: float64Array,
  value: float64Array,
  seconds: float64Array,
  decimated: z.boolean(),
});

export const curveRequest = z.strictObject({
  runs: runIds,
  metrics: z.array(metricName).min(1).max(50),
  /** Pixel width to decimate for; null reads every point. */
  width: z.int().min(1).max(20_000).nullable(),
  scale: z.enum(['linear', 'log']),
  /** Steps to read, both ends included; null is open. */
  from: z.number().nullable(),
  to: z.number().nullable(),
});
export type CurveRequest = z.infer<typeof curveRequest>;

export const checkpointRecord = z.strictObject({
  step: z.number(),
  file: z.string(),
  bytes: z.number(),
  createdAt: z.number(),
});
export type CheckpointRecord = z.infer<typeof checkpointRecord>;

/** An expected number beside the measured one. */
export const comparison = z.strictObject({
  expected: expectedNumber,
  /** null: the run has not got there (yet). */
  measured: z.number().nullable(),
  /** open: the run may still get there; not-comparable: its config differs from the paper's beyond the seed. */
  verdict: z.enum(['pass', 'miss', 'open', 'not-comparable']),
});
export type Comparison = z.infer<typeof comparison>;

export const doctorCheck = z.strictObject({
  name: z.string(),
  ok: z.boolean(),
  detail: z.string(),
  remedy: z.string(),
});
export type DoctorCheck = z.infer<typeof doctorCheck>;

const runQuery = z.strictObject({
  /** Only runs of the lab in these statuses; [] is all runs. */
  statuses: z.array(runStatus),
  /** Words that must all occur in name, experiment, tags or note. */
  search: z.string().max(500),
  /** A condition in the filter language; '' is none. */
  filter: z.string().max(4000),
  /** 'id', a column, a summary number or a config path; a leading '-' reverses. */
  sort: z.string().max(100),
  limit: z.int().min(1).max(MOST_LISTED),
  offset: z.int().min(0),
  /** The bin instead of the table. */
  deleted: z.boolean(),
  /** Only the runs of this sweep; null is all. */
  sweep: sweepId.nullable(),
});
export type RunQuery = z.infer<typeof runQuery>;
export const ALL_RUNS: RunQuery = {
  statuses: [],
  search: '',
  filter: '',
  sort: '-id',
  limit: MOST_LISTED,
  offset: 0,
  deleted: false,
  sweep: null,
};

export const EXPORT_FORMATS = ['csv', 'json', 'jsonl', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** No runs means all that are not in the bin. */
const exportOrder = z.strictObject({ runs: z.array(runId).max(10_000), format: z.enum(EXPORT_FORMATS) });

const nothing = z.strictObject({});
const affected = z.strictObject({ runs: z.array(runRecord) });

export const REQUESTS = {
  'experiments.list': request(nothing, z.strictObject({ experiments: z.array(experiment) })),
  /** The validated config an order would run with, without starting it. Errors as `runs.create` would give them. */
  'experiments.preview': request(
    z.strictObject({ experiment: z.string().max(LONGEST_EXPERIMENT), changes: configChanges }),
    z.strictObject({
      config: runConfig,
      /** Paths that differ from the experiment's defaults. */
      differs: z.array(z.string()),
      /** From earlier runs on this machine; null when there is nothing to go by. */
      estimatedSeconds: z.number().nullable(),
    }),
  ),
  /** The engine that is the fastest for a config on this machine, of those that can honour its precision: what `auto` means.
   *  It takes some seconds; a run or sweep asks once, before it is created. */
  'engines.choose': request(
    z.strictObject({
      experiment: z.string().max(LONGEST_EXPERIMENT),
      changes: configChanges,
      threads: threadCount.nullable(),
    }),
    z.strictObject({ engine: engineId, paces: z.array(enginePace) }),
  ),
  /** Refused as `engine-unavailable` where the engine does not work: a run is never moved to another one. */
  'runs.create': request(runOrder, z.strictObject({ run: runRecord })),
  'runs.list': request(runQuery, z.strictObject({ runs: z.array(runRecord), total: z.int() })),
  'runs.get': request(
    z.strictObject({ run: runReference }),
    z.strictObject({
      run: runRecord,
      checkpoints: z.array(checkpointRecord),
      comparisons: z.array(comparison),
      command: z.string(),
    }),
  ),
  'runs.pause': request(z.strictObject({ runs: runIds }), affected),
  'runs.resume': request(z.strictObject({ runs: runIds }), affected),
  'runs.stop': request(z.strictObject({ runs: runIds }), affected),
  /** To the bin. A run that is running is stopped first. */
  'runs.remove': request(z.strictObject({ runs: runIds }), affected),
  /** Out of the bin. */
  'runs.restore': request(z.strictObject({ runs: runIds }), affected),
  /** For good: rows, series and checkpoints. Only runs in the bin. */
  'runs.purge': request(z.strictObject({ runs: runIds }), z.strictObject({ purged: z.array(runId) })),
  'runs.edit': request(
    z.strictObject({
      run: runId,
      name: givenName.min(1).optional(),
      note: z.string().max(LONGEST_NOTE).optional(),
      tags: tagList.optional(),
      pinned: z.boolean().optional(),
      archived: z.boolean().optional(),
    }),
    z.strictObject({ run: runRecord }),
  ),
  'curves.read': request(curveRequest, z.strictObject({ curves: z.array(curve) })),
  /** Grokking time of the runs of a query against one or two settings. */
  'grokTimes.read': request(z.strictObject({ query: runQuery, ...grokQuestion.shape }), grokTimes),
  /** Exactly the logged rows as text; base64 of the file's bytes for Parquet. */
  'export.curves': request(exportOrder, z.strictObject({ text: z.string() })),
  'export.runs': request(exportOrder, z.strictObject({ text: z.string() })),
  'lab.status': request(
    nothing,
    z.strictObject({
      running: z.int(),
      queued: z.int(),
      stepsPerSecond: z.number(),
      freeBytes: z.number(),
      store: z.string(),
      cores: z.int(),
      version: z.string(),
    }),
  ),
  /** A copy of the store and its checkpoints of one moment, made while runs go on. Nothing may be at the path. */
  'lab.backup': request(
    z.strictObject({ file: z.string().min(1).max(4000) }),
    z.strictObject({
      file: z.string(),
      bytes: z.number(),
      checkpoints: z.int(),
      /** Checkpoints that runs going on replaced meanwhile; they are not in the copy. */
      replaced: z.int(),
    }),
  ),
  'lab.doctor': request(nothing, z.strictObject({ checks: z.array(doctorCheck) })),
  'settings.read': request(nothing, z.strictObject({ settings: z.record(z.string(), z.json()) })),
  /** null removes the key. */
  'settings.write': request(z.strictObject({ key: z.string().min(1).max(100), value: z.json() }), nothing),
  ...ARCHIVE_REQUESTS,
  ...UPLOAD_REQUESTS,
  ...SWEEP_REQUESTS,
  ...QUEUE_REQUESTS,
  ...BENCH_REQUESTS,
} as const;

export type RequestName = keyof typeof REQUESTS;
export type RequestParams<N extends RequestName> = z.infer<(typeof REQUESTS)[N]['params']>;
export type RequestResult<N extends RequestName> = z.infer<(typeof REQUESTS)[N]['result']>;

/** Functions that answer every request of the table. */
export type LabHandlers = {
  readonly [N in RequestName]: (params: RequestParams<N>) => RequestResult<N> | Promise<RequestResult<N>>;
};

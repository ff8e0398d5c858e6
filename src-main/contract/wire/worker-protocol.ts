/** @file What the lab and a worker process say to each other. The channel must use structured clone (NaN, typed arrays). */
import { z } from 'zod';
import { engineId } from '../values/engine-id.ts';
import { errorCode } from '../values/lab-error.ts';
import { runConfig } from '../values/run-config.ts';
import { runEnvironment } from '../values/run-record.ts';

const evaluation = z.strictObject({
  step: z.int().min(0),
  seconds: z.number(),
  values: z.record(
    z.string(),
    z
      .number()
      .or(z.nan())
      .or(z.literal([Infinity, -Infinity])),
  ),
});

export const toWorker = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('start'),
    config: runConfig,
    configHash: z.string(),
    engine: engineId,
    threads: z.int().min(1),
    /** Folder for this run's checkpoints; exists. */
    checkpointFolder: z.string(),
    /** Checkpoint file to go on from; null starts at step 0. */
    resumeFrom: z.string().nullable(),
    /** How many steps the engine takes at a time; null has it measured. */
    stepsPerCall: z.int().min(1).nullable(),
  }),
  /** The batch of that number is committed. */
  z.strictObject({ type: z.literal('ack'), batch: z.int() }),
  /** Checkpoint, say `ended` with paused, exit. */
  z.strictObject({ type: z.literal('pause') }),
  /** Checkpoint, say `ended` with stopped, exit. */
  z.strictObject({ type: z.literal('stop') }),
  /** Does this engine work here? Answered by `probed`; then the process exits. */
  z.strictObject({ type: z.literal('probe'), engine: engineId }),
  /** The network of a checkpoint as an ONNX file at that path, answered by `exported`; then the process exits. A file, since
   *  a channel that is closed behind a large message may cut it off. */
  z.strictObject({
    type: z.literal('export-model'),
    config: runConfig,
    configHash: z.string(),
    checkpoint: z.string(),
    out: z.string(),
  }),
  /** How fast are the steps of this config on this engine? Answered by `paced`; then the process exits. */
  z.strictObject({ type: z.literal('pace'), engine: engineId, config: runConfig, threads: z.int().min(1) }),
  /** How fast are they? Answered by a `timing` and a `timed` per workload and engine, then `ended`. */
  z.strictObject({ type: z.literal('bench'), threads: z.int().min(1), quick: z.boolean() }),
  /** Get ready to train this as fast as it goes, to be timed. Answered by `compiled`. */
  z.strictObject({
    type: z.literal('rehearse'),
    config: runConfig,
    engine: engineId,
    threads: z.int().min(1),
  }),
  /** Train now, for so long. Answered by `rehearsed`; then the process exits. */
  z.strictObject({ type: z.literal('go'), ms: z.number().min(1) }),
]);
export type ToWorker = z.infer<typeof toWorker>;

export const engineReport = z.strictObject({
  engine: engineId,
  available: z.boolean(),
  version: z.string(),
  /** Why not, as one phrase; '' when available. */
  reason: z.string(),
  /** What to do about it, as one phrase; '' when available. */
  remedy: z.string(),
});
export type EngineReport = z.infer<typeof engineReport>;

/** How an engine did with a few steps of a config. */
export const enginePace = z.strictObject({
  engine: engineId,
  /** Median time of one training step; null where the engine could not be timed. */
  msPerStep: z.number().nullable(),
  /** Why it could not, as one phrase; '' where it was timed. */
  reason: z.string(),
});
export type EnginePace = z.infer<typeof enginePace>;

export const benchCase = z.strictObject({
  /** Such as `W1 1x128 ctx2 b512`. */
  case: z.string(),
  engine: engineId,
  threads: z.int(),
  /** Median time of one training step. */
  msPerStep: z.number(),
  /** Median time of the products that the step cannot avoid, in ONNX Runtime, measured in turns with it. */
  floorMs: z.number(),
  /** Tracing, passes and session together. */
  compileMs: z.number(),
});
export type BenchCase = z.infer<typeof benchCase>;

/** What is timed now. */
export const benchTurn = z.strictObject({
  case: z.string(),
  engine: engineId,
  /** Counted from 1. */
  at: z.int().min(1),
  of: z.int().min(1),
});
export type BenchTurn = z.infer<typeof benchTurn>;

export const fromWorker = z.discriminatedUnion('type', [
  /** Compiled and about to train. The lab compares the hash with the stored one. */
  z.strictObject({
    type: z.literal('started'),
    configHash: z.string(),
    /** Hash of the training indices, stored with the run. */
    splitHash: z.string(),
    environment: runEnvironment.omit({ app: true }),
    compileMs: z.number(),
    step: z.int(),
  }),
  /** Evaluations since the last batch. At most a few batches are unacknowledged at a time. */
  z.strictObject({
    type: z.literal('points'),
    batch: z.int(),
    evaluations: z.array(evaluation),
    step: z.int(),
    seconds: z.number(),
    stepsPerSecond: z.number(),
  }),
  /** Alive, and how far. */
  z.strictObject({
    type: z.literal('heartbeat'),
    step: z.int(),
    seconds: z.number(),
    stepsPerSecond: z.number(),
  }),
  /** Written and fsynced. All points up to its step were sent before; register it once they are committed. */
  z.strictObject({
    type: z.literal('checkpoint'),
    step: z.int(),
    file: z.string(),
    bytes: z.int(),
    sha256: z.string(),
  }),
  z.strictObject({
    type: z.literal('ended'),
    how: z.enum(['finished', 'paused', 'stopped', 'failed']),
    reason: z.string(),
    code: errorCode.nullable(),
    step: z.int(),
    seconds: z.number(),
  }),
  z.strictObject({ type: z.literal('probed'), report: engineReport }),
  z.strictObject({
    type: z.literal('exported'),
    /** Size of the file. */
    bytes: z.int(),
    /** Examples per call; null where any number will do. */
    batch: z.int().nullable(),
  }),
  z.strictObject({ type: z.literal('paced'), pace: enginePace }),
  z.strictObject({ type: z.literal('timing'), turn: benchTurn }),
  z.strictObject({ type: z.literal('timed'), result: benchCase }),
  z.strictObject({ type: z.literal('compiled') }),
  z.strictObject({ type: z.literal('rehearsed'), steps: z.int(), ms: z.number() }),
]);
export type FromWorker = z.infer<typeof fromWorker>;

/** @file The requests about sweeps. */
import { z } from 'zod';
import { engineId } from '../values/engine-id.ts';
import { givenName } from '../values/given-name.ts';
import { LONGEST_NAME, MOST_LISTED, runsAtOnce, tagList, threadCount } from '../values/run-limits.ts';
import { runId } from '../values/run-record.ts';
import { sweepAddition, sweepSpec } from '../values/sweep-spec.ts';
import { invalidPoint, sweepId, sweepPointRecord, sweepRecord } from '../values/sweep-record.ts';
import { request } from './request.ts';

/** A sweep by id, by unique name, or `last`. */
export const sweepReference = z.union([sweepId, z.string().min(1).max(LONGEST_NAME)]);

/** What somebody asks for when starting a sweep. */
export const sweepOrder = z.strictObject({
  spec: sweepSpec,
  /** '' gives a name made of the experiment and the sweep's id. */
  name: givenName,
  tags: tagList,
  engine: engineId,
  /** Threads of each run; null: chosen by a short measurement before the first. */
  threads: threadCount.nullable(),
  /** Most runs of this sweep at a time; null: as many as fit. */
  parallel: runsAtOnce.nullable(),
  /** Whether finished runs of the same config join the sweep instead of being trained again. */
  reuse: z.boolean(),
  /** Whether combinations that cannot be run are left out; otherwise one of them refuses the whole sweep. */
  skipInvalid: z.boolean(),
});
export type SweepOrder = z.infer<typeof sweepOrder>;

/** What starting a sweep would mean. */
export const sweepPreview = z.strictObject({
  /** Runs that can be run; of a search, how many at most. */
  runs: z.int(),
  /** Combinations that cannot, all of them. */
  invalid: z.array(invalidPoint),
  /** Points that come to the config of an earlier one, and are run once. */
  duplicates: z.int(),
  /** Finished runs of the store that have the config of a point. */
  existing: z.array(runId),
  /** Training time of one run, by earlier runs on this machine; null when there is nothing to go by. */
  secondsPerRun: z.number().nullable(),
  /** Until all are done, those that exist aside. */
  seconds: z.number().nullable(),
  /** Runs at a time that this goes by. */
  workers: z.int(),
});
export type SweepPreview = z.infer<typeof sweepPreview>;

const one = z.strictObject({ sweep: sweepReference });
const changed = z.strictObject({ sweep: sweepRecord, runs: z.array(runId) });
const pages = { limit: z.int().min(1).max(MOST_LISTED), offset: z.int().min(0) };

export const SWEEP_REQUESTS = {
  /** Starts nothing. Errors, invalid combinations aside, as `sweeps.create` would give them. With `reuse`, finished runs of
   *  the same config take no time. */
  'sweeps.preview': request(z.strictObject({ spec: sweepSpec, reuse: z.boolean() }), sweepPreview),
  /** The same for what `sweeps.extend` would add; of a search, more seeds at the values where it has been. */
  'sweeps.previewExtension': request(
    z.strictObject({ sweep: sweepReference, addition: sweepAddition, reuse: z.boolean() }),
    sweepPreview,
  ),
  /** All runs of it, those that joined it too, in the order of its points. */
  'sweeps.create': request(sweepOrder, changed),
  /** The runs that came. Nothing that exists is repeated. */
  'sweeps.extend': request(
    z.strictObject({
      sweep: sweepReference,
      addition: sweepAddition,
      reuse: z.boolean(),
      skipInvalid: z.boolean(),
    }),
    changed,
  ),
  /** Newest first. */
  'sweeps.list': request(
    z.strictObject({ deleted: z.boolean(), ...pages }),
    z.strictObject({ sweeps: z.array(sweepRecord), total: z.int() }),
  ),
  'sweeps.get': request(one, z.strictObject({ sweep: sweepRecord, points: z.array(sweepPointRecord) })),
  'sweeps.pause': request(one, changed),
  /** Everything of it that was paused, stopped or interrupted goes on; a search looks for its next value. */
  'sweeps.resume': request(one, changed),
  'sweeps.stop': request(one, changed),
  /** Points whose run failed or was deleted get a new run; stopped and interrupted ones go on from their checkpoint. */
  'sweeps.rerunMissing': request(one, changed),
  /** The sweep and the runs it started go to the bin; runs that were there before it stay. */
  'sweeps.remove': request(one, changed),
  'sweeps.restore': request(one, changed),
  /** For good, with the runs it started. Only from the bin. */
  'sweeps.purge': request(one, z.strictObject({ purged: z.array(runId) })),
  'sweeps.edit': request(
    z.strictObject({
      sweep: sweepId,
      name: givenName.min(1).optional(),
      parallel: runsAtOnce.nullable().optional(),
    }),
    z.strictObject({ sweep: sweepRecord }),
  ),
} as const;

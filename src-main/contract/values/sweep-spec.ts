/** @file What a sweep is: an experiment, what all its runs share, and the ways in which they differ. The form, the command
 *  and the store hold the same object; `expand-sweep.ts` turns it into runs. */
import { z } from 'zod';
import { LONGEST_EXPERIMENT } from './run-limits.ts';

/** More runs than these are taken for a slip of the finger: they would keep a machine busy for weeks. */
export const MOST_SWEEP_RUNS = 10_000;

export const configValue = z.union([
  z.string().max(200),
  z.number(),
  z.boolean(),
  z.array(z.string().max(100)).max(50),
]);
export const configChanges = z.record(z.string().max(100), configValue);

const path = z.string().min(1).max(100);
const values = z.array(configValue).min(1).max(MOST_SWEEP_RUNS);
const scale = z.enum(['linear', 'log']);

/** One config path and the values it takes. */
export const sweepAxis = z.discriminatedUnion('kind', [
  /** Every value, combined with every value of the other grids. */
  z.strictObject({ kind: z.literal('grid'), path, values }),
  /** A number drawn per sample, evenly or evenly in its logarithm. */
  z.strictObject({
    kind: z.literal('range'),
    path,
    min: z.number(),
    max: z.number(),
    scale,
    /** Whole numbers alone; always so where the field takes nothing else. */
    whole: z.boolean(),
  }),
  /** One of the values drawn per sample. */
  z.strictObject({ kind: z.literal('choice'), path, values }),
]);
export type SweepAxis = z.infer<typeof sweepAxis>;

/** What a search looks for, and how far it goes, where nobody says. */
export const USUAL_TARGET = 0.5;
export const USUAL_ROUNDS = 6;
export const MOST_ROUNDS = 40;

/** A search for the value at which the share of seeds that reach point 2 within the budget crosses the target. */
export const sweepSearch = z.strictObject({
  path,
  low: z.number(),
  high: z.number(),
  scale,
  whole: z.boolean(),
  /** Share of seeds, above 0 and at most 1. */
  target: z.number().gt(0).max(1),
  /** How often the interval is halved at most. */
  rounds: z.int().min(1).max(MOST_ROUNDS),
});
export type SweepSearch = z.infer<typeof sweepSearch>;

export const sweepSpec = z.strictObject({
  experiment: z.string().max(LONGEST_EXPERIMENT),
  /** What every run changes in the experiment's config. */
  changes: configChanges,
  axes: z.array(sweepAxis).max(20),
  /** Draws of all random axes together; 0 without such axes. */
  samples: z.int().min(0).max(MOST_SWEEP_RUNS),
  /** Seed of the draws: the same seed draws the same values, and more samples leave the first ones as they are. */
  draw: z.int().min(0),
  /** An explicit list of runs, each with its own changes; [] is one run without. */
  points: z.array(configChanges).max(MOST_SWEEP_RUNS),
  /** Every combination is run once per seed. */
  seeds: z.array(z.int().min(0).max(Number.MAX_SAFE_INTEGER)).min(1).max(MOST_SWEEP_RUNS),
  /** Instead of axes and points. */
  search: sweepSearch.nullable(),
});
export type SweepSpec = z.infer<typeof sweepSpec>;

/** What is added to a sweep that is there: values of a grid it has, samples, points, seeds. */
export const sweepAddition = z.strictObject({
  values: z.record(path, z.array(configValue).max(MOST_SWEEP_RUNS)),
  samples: z.int().min(0).max(MOST_SWEEP_RUNS),
  points: z.array(configChanges).max(MOST_SWEEP_RUNS),
  seeds: z.array(z.int().min(0).max(Number.MAX_SAFE_INTEGER)).max(MOST_SWEEP_RUNS),
});
export type SweepAddition = z.infer<typeof sweepAddition>;

/** Seeds 1 … n. */
export function firstSeeds(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1);
}

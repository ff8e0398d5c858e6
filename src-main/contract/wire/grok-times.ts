/** @file Grokking time against settings, as it is asked for and answered: groups with their survival curves, every run
 *  as a point, tests and laws. */
import { z } from 'zod';
import { grokDefinition, MOST_PATHS, OUTCOMES, phaseSettings, PHASES } from '../values/grok-definition.ts';
import { runId } from '../values/run-record.ts';

const float64Array = z.custom<Float64Array>((value) => value instanceof Float64Array);
const numberOrNull = z.number().nullable();

/** What is asked besides which runs. */
export const grokQuestion = z.strictObject({
  /** Config paths, `experiment`, or ALL_BUT_SEED alone; [] puts all runs in one group. Pictures are of at most two. */
  by: z.array(z.string().min(1).max(100)).max(MOST_PATHS),
  definition: grokDefinition,
  /** null: phases are not looked at, which spares reading every curve. */
  phases: phaseSettings.nullable(),
  /** Of every interval but those of parameters of laws, which are 95 %. */
  level: z.number().gt(0).lt(1),
});
export type GrokQuestion = z.infer<typeof grokQuestion>;

/** A value of a setting; null where a run's config has no such field. */
export const groupValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type GroupValue = z.infer<typeof groupValue>;

/** Weibull law of the delay, or of the time with a fitted shift; ends of the shape's interval are null where open. */
export const weibullSummary = z.strictObject({
  shape: z.number(),
  low: numberOrNull,
  high: numberOrNull,
  scale: z.number(),
  shift: z.number(),
});

/** Kaplan and Meier's curve: a row per time at which a run had its event or was last seen. */
export const survivalCurve = z.strictObject({
  time: float64Array,
  atRisk: float64Array,
  events: float64Array,
  censored: float64Array,
  /** Share of runs without the event just after the time. */
  survival: float64Array,
  /** NaN where the share is 0. */
  low: float64Array,
  high: float64Array,
});

export const grokGroup = z.strictObject({
  /** One per path. */
  values: z.array(groupValue),
  /** Whether a null among the values is a setting that nobody knows, of runs of other programs, and not one that they do
   *  not have. Such a group is in no test and no law. */
  unknown: z.boolean(),
  /** Observations; runs that are none are in the counts from `failed` on. */
  n: z.int(),
  events: z.int(),
  /** Provisional ones (runs that may go on) included. */
  censored: z.int(),
  provisional: z.int(),
  failed: z.int(),
  stopped: z.int(),
  unstarted: z.int(),
  /** Only with a delay: runs that never memorised have none. */
  unmemorised: z.int(),
  /** Of which the metric was never logged. */
  unobserved: z.int(),
  /** Of the config and seed of another run of the group that says more, or as much and is newer. */
  repeats: z.int(),
  /** In steps; null where fewer than half had the event, an end of the interval where the limits do not get there. */
  median: numberOrNull,
  low: numberOrNull,
  high: numberOrNull,
  restrictedMean: z.strictObject({ value: z.number(), error: z.number(), horizon: z.number() }).nullable(),
  /** Mean width of the evaluation intervals that hold the events. */
  meanWidth: numberOrNull,
  weibull: weibullSummary.nullable(),
  /** The phase most runs are in, and how many are in each; null where phases were not asked for. */
  phase: z.enum(PHASES).nullable(),
  phases: z.record(z.enum(PHASES), z.int()).nullable(),
  curve: survivalCurve,
});
export type GrokGroup = z.infer<typeof grokGroup>;

/** Whether the data bound the median at all: of one run alone, or of several at one and the same step, they do not. What is
 *  shown of a group, in a table or a picture, goes by this. */
export const hasInterval = ({ low, high }: Pick<GrokGroup, 'low' | 'high'>): boolean =>
  low !== null || high !== null;

/** The counts of runs that are no observations, in the order in which they are told. */
export const LEFT_OUT_COUNTS = [
  ...(['failed', 'stopped', 'unstarted', 'unmemorised', 'unobserved', 'repeats'] as const),
] as const satisfies readonly (keyof GrokGroup)[];

/** A run as a point of the picture. */
export const grokPoint = z.strictObject({
  run: runId,
  name: z.string(),
  /** Index of its group. */
  group: z.int(),
  outcome: z.enum(OUTCOMES),
  /** Steps to the event, or to the last step of a censored run; null where it is no observation. */
  time: numberOrNull,
  /** The event lies in (low, high]; `high` is null where it has not come. */
  low: numberOrNull,
  high: numberOrNull,
  phase: z.enum(PHASES).nullable(),
});
export type GrokPoint = z.infer<typeof grokPoint>;

/** A law of the literature for grokking time against the one setting. */
export const grokLaw = z.strictObject({
  law: z.enum(['inverse', 'norm-decay', 'exponential', 'power']),
  formula: z.string(),
  parameters: z.array(
    z.strictObject({ name: z.string(), value: z.number(), low: numberOrNull, high: numberOrNull }),
  ),
  /** Scatter of ln T of runs about the law. */
  sigma: z.number(),
  aic: z.number(),
  n: z.int(),
  /** Those of the n that did not get there while they were watched. */
  censored: z.int(),
  leftOut: z.int(),
  /** Per group: the law's median (its geometric mean over the runs) and ln(measured median / law); null where there is
   *  none. */
  residuals: z.array(z.strictObject({ predicted: numberOrNull, residual: numberOrNull })),
});
export type GrokLaw = z.infer<typeof grokLaw>;

export const grokTimes = z.strictObject({
  /** The paths; ALL_BUT_SEED is answered by those that it came to. */
  by: z.array(z.string()),
  definition: grokDefinition,
  level: z.number(),
  /** By ascending value, numbers before words. */
  groups: z.array(grokGroup),
  points: z.array(grokPoint),
  /** Whether all groups whose settings are known have one survival curve; null where fewer than two can be compared. */
  logRank: z
    .strictObject({
      statistic: z.number(),
      df: z.int(),
      p: z.number(),
      observed: z.array(z.number()),
      expected: z.array(z.number()),
    })
    .nullable(),
  /** Only with one numeric path. */
  laws: z.array(grokLaw),
  /** Why there is none, where there could be one with other runs. */
  noLaw: z.string().nullable(),
  /** Why the laws are no more than an impression; null where there is none, or where they are more. */
  lawCaution: z.string().nullable(),
  /** Experiments of which several lie in one and the same group, by name; [] where no group has more than one. */
  pooled: z.array(z.string()),
});
export type GrokTimes = z.infer<typeof grokTimes>;

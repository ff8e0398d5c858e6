/** @file What counts as grokking time, and as a phase: the definitions in use, as values that a person can change. */
import { z } from 'zod';
import { LabError } from './lab-error.ts';

/** `points` is train and validation accuracy together, as points 1 and 2 have it. */
export const GROK_METRICS = ['points', 'val/accuracy', 'val/loss', 'train/accuracy', 'train/loss'] as const;
export type GrokMetric = (typeof GROK_METRICS)[number];

export const grokDefinition = z.strictObject({
  metric: z.enum(GROK_METRICS),
  /** Accuracies from here on and losses below it count; null is each run's own `points.threshold`. */
  threshold: z.number().gt(0).nullable(),
  /** Evaluations in a row that must reach it, the first of them being the time; null is each run's own. */
  sustain: z.int().min(1).max(10_000).nullable(),
  /** From memorising (the same on the training set) to generalising, instead of from step 0. */
  delay: z.boolean(),
});
export type GrokDefinition = z.infer<typeof grokDefinition>;

/** What a run says about the time by a definition, and why it may say nothing. */
export const OBSERVATIONS = ['event', 'censored', 'provisional'] as const;
export const OUTCOMES = [
  ...OBSERVATIONS,
  ...(['failed', 'stopped', 'unstarted', 'unmemorised', 'unobserved', 'repeat'] as const),
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** In the place of a path: every setting in which the runs differ, the seed aside, so that chance alone is left in a group. */
export const ALL_BUT_SEED = 'all-but-seed';
/** Paths that a question may group by. */
export const MOST_PATHS = 20;

/** Point 2 as the run itself recorded it. */
export const RECORDED_POINT2: GrokDefinition = {
  metric: 'points',
  threshold: null,
  sustain: null,
  delay: false,
};

/** When a run counts as learned, and how long a gap is a delay (Liu et al. 2022, table 1). */
export const phaseSettings = z.strictObject({
  accuracy: z.number().gt(0).max(1),
  /** Steps by which it must be reached. */
  within: z.number().gt(0),
  /** Steps from train to validation from which on it is called grokking. */
  gap: z.number().min(0),
});
export type PhaseSettings = z.infer<typeof phaseSettings>;
export const LIU_PHASES: PhaseSettings = { accuracy: 0.9, within: 100_000, gap: 1000 };

/** `undecided`: the run ended, or stands, before it could be told. */
export const PHASES = ['comprehension', 'grokking', 'memorisation', 'confusion', 'undecided'] as const;
export type Phase = (typeof PHASES)[number];

/** @throws LabError `bad-request` that names what does not fit together */
export function checkDefinition({ metric, threshold, delay }: GrokDefinition): void {
  if (metric.endsWith('/loss')) {
    if (threshold === null) throw refused('threshold', `a loss has none of its own; give one for ${metric}`);
  } else if (threshold !== null && threshold > 1) {
    throw refused('threshold', `expected an accuracy above 0 and up to 1, got ${threshold}`);
  }
  if (delay && metric.startsWith('train/')) {
    throw refused('delay', `it leads from training to validation; choose points, val/accuracy or val/loss`);
  }
}

function refused(field: string, why: string): LabError {
  return new LabError('bad-request', `${field}: ${why}.`, { field });
}

/** @file A published (or own) set-up: a complete config, where it comes from, and what should come out. */
import { z } from 'zod';
import { metricName } from './metric.ts';
import { runConfig } from './run-config.ts';

export const provenance = z.strictObject({
  authors: z.string(),
  year: z.int(),
  /** Title of the paper. */
  paper: z.string(),
  /** arXiv number or other citable address, '' where there is none. */
  reference: z.string(),
  figure: z.string(),
  /** Official code and commit, '' where there is none. */
  code: z.string(),
  /** What the source leaves open and what was chosen. */
  unstated: z.array(z.string()),
  /** The paper's own budget where the default here is smaller. */
  paperBudget: z.string(),
});

/** Evaluations whose median is a settled value. */
export const SETTLED_OVER = 10;

/** A quantity computed from a run's full-resolution series. */
export const quantity = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('point1') }),
  z.strictObject({ kind: z.literal('point2') }),
  z.strictObject({ kind: z.literal('delay') }),
  z.strictObject({ kind: z.literal('initial'), metric: metricName }),
  z.strictObject({ kind: z.literal('final'), metric: metricName }),
  /** Median over the last `SETTLED_OVER` evaluations. */
  z.strictObject({ kind: z.literal('settled'), metric: metricName }),
  /** First step at which the metric is below the threshold. */
  z.strictObject({ kind: z.literal('firstBelow'), metric: metricName, threshold: z.number() }),
  /** First step at which the metric is at the threshold or above. */
  z.strictObject({ kind: z.literal('firstReaches'), metric: metricName, threshold: z.number() }),
  /** Times the train accuracy falls below 0.9 after point 1. */
  z.strictObject({ kind: z.literal('collapses') }),
]);

export const expectedNumber = z.strictObject({
  quantity,
  /** What a reader of the paper would call it. */
  label: z.string(),
  /** As published; null where only a band is known. */
  published: z.number().nullable(),
  low: z.number(),
  high: z.number(),
  source: z.string(),
});

export const experiment = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+(\/[a-z0-9-]+)?$/),
  title: z.string(),
  /** One or two sentences: what one sees and why it matters. */
  summary: z.string(),
  provenance,
  config: runConfig,
  expected: z.array(expectedNumber),
});

export type Provenance = z.infer<typeof provenance>;
export type Quantity = z.infer<typeof quantity>;
export type ExpectedNumber = z.infer<typeof expectedNumber>;
export type Experiment = z.infer<typeof experiment>;

/** What the number is, with how it is taken where that is not the one value of one evaluation. */
export function expectedLabel({ label, quantity }: Pick<ExpectedNumber, 'label' | 'quantity'>): string {
  return quantity.kind === 'settled' ? `${label}, median of the last ${SETTLED_OVER} evaluations` : label;
}

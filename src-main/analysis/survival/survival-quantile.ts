/** @file Quantiles of a survival curve with their confidence interval: above all the median.
 *
 *  The median is the first time at which Ŝ ≤ 1/2. Where Ŝ is exactly 1/2 over an interval every time in it fits, and
 *  the middle is taken, as R's survfit does: without censoring this is the ordinary median.
 *
 *  The interval is Brookmeyer and Crowley's (1982) on the log-log scale: all times t whose pointwise interval for S(t)
 *  holds 1/2, so its ends are the same quantile of the curve's lower and upper limits. An end that the curve does not
 *  reach is open. */
import type { SurvivalRow } from './kaplan-meier.ts';

/** null: the curve never gets that low, so the data say only that it lies beyond. */
export interface SurvivalQuantile {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Products of shares are rounded; what differs by less is equal. */
const EQUAL = 1e-9;

/** The time by which a share of runs has had the event. @param share 1/2 for the median */
export function survivalQuantile(rows: readonly SurvivalRow[], share = 0.5): SurvivalQuantile {
  const left = 1 - share;
  return {
    value: firstAtOrBelow(rows, left, (row) => row.survival),
    low: firstAtOrBelow(rows, left, (row) => row.low),
    high: firstAtOrBelow(rows, left, (row) => row.high),
  };
}

function firstAtOrBelow(
  rows: readonly SurvivalRow[],
  left: number,
  of: (row: SurvivalRow) => number,
): number | null {
  const first = rows.find((row) => of(row) <= left + EQUAL);
  if (!first) return null;
  if (of(first) < left - EQUAL) return first.time;
  const next = rows.find((row) => of(row) < left - EQUAL);
  return next ? (first.time + next.time) / 2 : first.time;
}

/** @file The bootstrap: how much a statistic would move, were other runs of the same kind taken (Efron 1979).
 *
 *  Runs are drawn with replacement, as many as there are, and the statistic is taken of each such sample; the share
 *  (1 ± level)/2 of its values are the ends of the interval (the percentile method). Runs are the units: a curve is drawn
 *  whole, or the points of one run would count as many. With fewer than about five runs an interval is too short. */
import { Rng } from '../base/rng.ts';
import { quantile } from './quantile.ts';

/** Enough for two digits of an interval's ends. */
export const RESAMPLES = 1000;

/** Which units are drawn, by resample: indices below `size`. The same for the same seed, size and count. */
export function resamples(size: number, count = RESAMPLES, seed = 1): Int32Array[] {
  const rng = new Rng(seed, 'bootstrap');
  return Array.from({ length: count }, () => Int32Array.from({ length: size }, () => rng.integer(size)));
}

/**
 * The percentile interval of a statistic of a sample.
 * @param statistic of values in any order
 * @returns NaN for both ends where there are no values
 */
export function bootstrapInterval(
  values: readonly number[],
  statistic: (sample: number[]) => number,
  { level = 0.95, count = RESAMPLES, seed = 1 } = {},
): { low: number; high: number } {
  if (values.length === 0) return { low: NaN, high: NaN };
  const found = resamples(values.length, count, seed).map((drawn) =>
    statistic(Array.from(drawn, (i) => values[i] as number)),
  );
  const sorted = Float64Array.from(found).sort();
  return { low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) };
}

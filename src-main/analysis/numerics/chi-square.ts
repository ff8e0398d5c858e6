/** @file The tail of the χ² law: the p-value of a test whose statistic is χ² when nothing is the matter. */
import { upperGamma } from './incomplete-gamma.ts';

/**
 * Probability that a χ² variable of `df` degrees of freedom is at least x: Q(df/2, x/2).
 * @example chiSquareTail(3.841458820694124, 1) // 0.05
 */
export function chiSquareTail(x: number, df: number): number {
  return upperGamma(df / 2, x / 2);
}

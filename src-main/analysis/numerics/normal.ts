/** @file The normal law: tail probabilities and quantiles. */
import { logUpperGamma } from './incomplete-gamma.ts';
import { bisect } from './minimum.ts';

/** ln of the probability that a standard normal variable is above z; exact far into both tails. */
export function logNormalTail(z: number): number {
  // P(|Z| > |z|) = Q(1/2, z²/2), and each side has half of it.
  const beyond = logUpperGamma(0.5, (z * z) / 2) - Math.LN2;
  return z >= 0 ? beyond : Math.log1p(-Math.exp(beyond));
}

/** ln of the density of a standard normal variable. */
export function logNormalDensity(z: number): number {
  return -0.5 * (z * z + Math.log(2 * Math.PI));
}

/**
 * The z that a standard normal variable exceeds with probability `tail`.
 * @param tail above 0, below 1
 * @example normalQuantile(0.025) // 1.959963984540054
 */
export function normalQuantile(tail: number): number {
  const wanted = Math.log(tail);
  return bisect((z) => wanted - logNormalTail(z), -40, 40);
}

/** The half-width, in standard errors, of a two-sided normal interval: 1.96 for 0.95. */
export function intervalWidth(level: number): number {
  return normalQuantile((1 - level) / 2);
}

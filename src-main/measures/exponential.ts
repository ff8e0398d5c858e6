/** @file The exponential of numbers up to 0, for the million or more of them in an evaluation's losses: nearly twice as
 *  fast as Math.exp, and within 2 units in the last place (down to x = −708; below, results lose digits as doubles do).
 *
 *  x = n·ln 2/64 + r with |r| ≤ ln 2/128, so exp x = 2^(n/64) · exp r: a table and a short series. */

const PARTS = 64;
const PARTS_PER_LN2 = PARTS / Math.LN2;
// ln 2/64 in two pieces: the first has so few digits that n times it is exact.
const STEP_HIGH = Math.fround(Math.LN2 / PARTS);
const STEP_LOW = Math.LN2 / PARTS - STEP_HIGH + 2.319046813846299e-17 / PARTS; // what Math.LN2 lacks of ln 2
/** Below it, exp x is less than half the smallest double. */
const SMALLEST = -745.2;
/** The table begins at 2^(LOWEST/64). */
const LOWEST = Math.floor(SMALLEST * PARTS_PER_LN2);
const POWERS = Float64Array.from({ length: 1 - LOWEST }, (_, i) => 2 ** ((LOWEST + i) / PARTS));

/** exp x for x ≤ 0 (−∞ gives 0), NaN for NaN. */
export function expOfNegative(x: number): number {
  if (x < SMALLEST) return 0;
  const n = (x * PARTS_PER_LN2 - 0.5) | 0; // rounds to the nearest, as truncation goes towards 0
  const r = x - n * STEP_HIGH - n * STEP_LOW;
  // The next term, r⁶/720, is below 4e-17.
  const series = 1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120)))));
  return series * (POWERS[n - LOWEST] as number);
}

/** @file Numbers of single precision as the decimals that somebody wrote. */

/** Six digits come through single precision unharmed, and nine tell all its numbers apart. */
const FEWEST_DIGITS = 6;
const MOST_DIGITS = 9;

/**
 * The shortest decimal, from six digits on, that is the same number in single precision: 0.9 for 0.8999999761581421.
 * @param value of single precision; any other is given back as it is
 */
export function shortestOfFloat32(value: number): number {
  for (let digits = FEWEST_DIGITS; digits <= MOST_DIGITS; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Object.is(Math.fround(short), value)) return short;
  }
  return value;
}

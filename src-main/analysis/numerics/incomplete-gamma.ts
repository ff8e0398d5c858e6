/** @file The regularised incomplete gamma function, from which the tails of χ² and of the normal law follow.
 *
 *  P(a, x) = 1/Γ(a) ∫₀ˣ t^(a−1) e^(−t) dt and Q = 1 − P. Below x = a + 1 the series
 *  P = xᵃ e^(−x) / Γ(a + 1) · (1 + x/(a+1) + x²/((a+1)(a+2)) + …), above it Legendre's continued fraction for Q,
 *  evaluated by Lentz's method (Abramowitz and Stegun 1964, 6.5.29 and 6.5.31). */

/** Lanczos' coefficients for g = 7 (Godfrey's set): relative error below 1e-14. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;
const LANCZOS_G = 7;
const MOST_TERMS = 10_000;
const TINY = 1e-300;

/** ln Γ(x) for x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  let sum: number = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) sum += (LANCZOS[i] as number) / (z + i);
  const t = z + LANCZOS_G + 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * ln Q(a, x), exact far into the tail, where Q itself is too small for a double.
 * @param a above 0
 * @param x at least 0; Infinity gives −Infinity
 */
export function logUpperGamma(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return NaN;
  if (x === 0) return 0;
  if (x === Infinity) return -Infinity;
  const logFront = a * Math.log(x) - x - logGamma(a);
  if (x < a + 1) return Math.log1p(-Math.exp(logFront + Math.log(series(a, x))));
  return logFront + Math.log(continuedFraction(a, x));
}

/** Q(a, x), the share of a gamma law of shape `a` above x. */
export function upperGamma(a: number, x: number): number {
  return Math.exp(logUpperGamma(a, x));
}

/** 1/a + x/(a(a+1)) + x²/(a(a+1)(a+2)) + … */
function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MOST_TERMS; n++) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * Number.EPSILON) break;
  }
  return sum;
}

/** 1/(x + 1 − a − 1·(1 − a)/(x + 3 − a − 2·(2 − a)/(x + 5 − a − …))) */
function continuedFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    const factor = c * d;
    h *= factor;
    if (Math.abs(factor - 1) < Number.EPSILON) break;
  }
  return h;
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** @file Accelerated failure times: a law for the logarithm of the time, with normal scatter about it.
 *
 *  ln T = μ(β) + σ Z, Z standard normal. A law μ says how the median exp(μ) depends on a setting; σ is the scatter of
 *  runs about it, in units of ln T. A time in (low, high] adds ln(Φ(b) − Φ(a)) to the likelihood, one censored at `low`
 *  ln(1 − Φ(a)), an exact one ln φ(a) − ln σ, with a = (ln low − μ)/σ and b = (ln high − μ)/σ (Kalbfleisch and Prentice
 *  2002, chapter 3). Censored runs pull the law up as far as they were watched, and no farther; least squares on the runs
 *  that got there would bend it down where many did not.
 *
 *  Standard errors come from the curvature of the likelihood at its maximum. */
import { nelderMead } from '../numerics/minimum.ts';
import { logNormalDensity, logNormalTail } from '../numerics/normal.ts';
import { solve } from '../numerics/solve.ts';
import { isEvent, type IntervalTime } from './censored-time.ts';

export interface LogNormalFit {
  readonly parameters: readonly number[];
  /** Standard error of each parameter; null where the likelihood is flat. */
  readonly errors: readonly (number | null)[];
  /** Scatter of ln T about the law. */
  readonly sigma: number;
  readonly logLikelihood: number;
}

/** Scatter below this is not told apart from none. */
const LEAST_SIGMA = 1e-4;

/**
 * The law of greatest likelihood.
 * @param location μ of the i-th time for these parameters; what is not finite is not allowed
 * @param start parameters to begin from, with the size of a first step in each
 * @returns null with no more events than parameters
 */
export function fitLogNormal(
  times: readonly IntervalTime[],
  location: (parameters: readonly number[], i: number) => number,
  start: readonly { readonly value: number; readonly size: number }[],
): LogNormalFit | null {
  if (times.filter(isEvent).length <= start.length) return null;
  const cost = (all: readonly number[]): number => {
    const sigma = sigmaOf(all);
    const parameters = all.slice(0, -1);
    return -times.reduce((sum, time, i) => sum + logDensity(time, location(parameters, i), sigma), 0);
  };
  const from = [...start.map(({ value }) => value), Math.log(0.5)];
  const { x, value } = nelderMead(cost, from, [...start.map(({ size }) => size), 0.5]);
  return {
    parameters: x.slice(0, -1),
    errors: standardErrors(cost, x).slice(0, -1),
    sigma: sigmaOf(x),
    logLikelihood: -value,
  };
}

function sigmaOf(all: readonly number[]): number {
  return Math.max(LEAST_SIGMA, Math.exp(all.at(-1) as number));
}

function logDensity({ low, high }: IntervalTime, mu: number, sigma: number): number {
  const a = (Math.log(low) - mu) / sigma;
  if (high === Infinity) return logNormalTail(a);
  if (low === high) return logNormalDensity(a) - Math.log(sigma) - Math.log(low);
  return logNormalBetween(a, (Math.log(high) - mu) / sigma);
}

/** ln(Φ(b) − Φ(a)), a < b, in the tail in which nothing cancels. */
function logNormalBetween(a: number, b: number): number {
  const [near, far] = a + b > 0 ? [a, b] : [-b, -a];
  const upper = logNormalTail(near);
  return upper + Math.log1p(-Math.exp(logNormalTail(far) - upper));
}

/** Roots of the diagonal of the inverse Hessian. */
function standardErrors(cost: (x: readonly number[]) => number, x: readonly number[]): (number | null)[] {
  const steps = x.map((value) => 1e-4 * (1 + Math.abs(value)));
  const at = (moves: readonly number[]) => cost(x.map((value, i) => value + (moves[i] as number)));
  const unit = (i: number, sign = 1) => x.map((_, j) => (i === j ? sign * (steps[j] as number) : 0));
  const plus = (a: readonly number[], b: readonly number[]) => a.map((value, i) => value + (b[i] as number));
  const hessian = x.map((_, i) =>
    x.map((_, j) => {
      const corners = [1, -1].flatMap((s) => [1, -1].map((t) => s * t * at(plus(unit(i, s), unit(j, t)))));
      return corners.reduce((a, b) => a + b, 0) / (4 * (steps[i] as number) * (steps[j] as number));
    }),
  );
  return x.map((_, i) => {
    const column = solve(
      hessian,
      x.map((_, j) => (i === j ? 1 : 0)),
    );
    const variance = column?.[i] ?? NaN;
    return variance > 0 && Number.isFinite(variance) ? Math.sqrt(variance) : null;
  });
}

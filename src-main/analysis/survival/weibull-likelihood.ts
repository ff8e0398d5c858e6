/** @file The likelihood of a Weibull law for exact, interval-censored and right-censored times.
 *
 *  S(t) = exp(−θ tᵏ) with shape k and rate θ = scale^(−k). With A = lowᵏ, B = highᵏ, D = B − A a time adds
 *
 *    exact            ln k + (k − 1) ln t + ln θ − θ A
 *    in (low, high]   ln(S(low) − S(high)) = −θ A + ln(1 − e^(−θ D))
 *    after low        −θ A
 *
 *  Each is concave in θ, so for a given shape the best θ is the one root of a falling function: the scale is profiled
 *  out, and what is left is a function of the shape alone. */
import type { IntervalTime } from './censored-time.ts';

export interface Profile {
  /** Log-likelihood at the best scale. */
  readonly logLikelihood: number;
  /** The scale: the time by which 1 − 1/e of the runs have had the event. */
  readonly scale: number;
}

/** A sample as the likelihood needs it: logarithms of times in units of `unit`, so that no power overflows. */
export interface WeibullSample {
  readonly unit: number;
  readonly exact: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly censored: Float64Array;
}

/** @param shift taken from every time first; an interval that begins before it begins at 0 */
export function weibullSample(times: readonly IntervalTime[], shift = 0): WeibullSample {
  const moved = times.map(({ low, high }) => ({ low: Math.max(0, low - shift), high: high - shift }));
  const unit = Math.max(Number.MIN_VALUE, ...moved.map(({ low, high }) => (high < Infinity ? high : low)));
  const logs = (values: readonly number[]) => Float64Array.from(values, (value) => Math.log(value / unit));
  const exact = moved.filter(({ low, high }) => low === high);
  const between = moved.filter(({ low, high }) => low < high && high < Infinity);
  return {
    unit,
    exact: logs(exact.map(({ low }) => low)),
    low: logs(between.map(({ low }) => low)),
    high: logs(between.map(({ high }) => high)),
    censored: logs(moved.filter(({ high }) => high === Infinity).map(({ low }) => low)),
  };
}

/** The likelihood of a shape, at the scale that suits it best. The sample needs an event. */
export function profileAt(shape: number, sample: WeibullSample): Profile {
  const a = sample.low.map((log) => Math.exp(shape * log));
  const d = sample.high.map((log, i) => Math.exp(shape * log) - (a[i] as number));
  const events = sample.exact.length;
  const survived = sumOfPowers(shape, sample.exact) + sumOfPowers(shape, sample.censored) + sum(a);
  const theta = bestRate(events, survived, d);
  let logLikelihood = -theta * survived;
  for (const difference of d) logLikelihood += Math.log(-Math.expm1(-theta * difference));
  if (events > 0) logLikelihood += events * Math.log(shape * theta) + (shape - 1) * sum(sample.exact);
  // Densities are per unit of time.
  logLikelihood -= events * Math.log(sample.unit);
  return { logLikelihood, scale: sample.unit * theta ** (-1 / shape) };
}

/** The root of events/θ − survived + Σ D/(e^(θD) − 1), by Newton's method on ln θ kept within a bracket. */
function bestRate(events: number, survived: number, d: Float64Array): number {
  if (d.length === 0) return events / survived;
  let [low, high] = [-Infinity, Infinity];
  // Small D: D/(e^(θD) − 1) ≈ 1/θ, so this is the root for short intervals.
  let u = Math.log((events + d.length) / Math.max(survived + sum(d) / 2, Number.MIN_VALUE));
  for (let round = 0; round < 100; round++) {
    const [value, slope] = score(Math.exp(u), events, survived, d);
    if (value > 0) low = u;
    else high = u;
    let next = u - value / slope;
    if (!(next > low && next < high))
      next = low > -Infinity && high < Infinity ? (low + high) / 2 : u + Math.sign(value);
    if (Math.abs(next - u) < 1e-13 * (1 + Math.abs(u))) return Math.exp(next);
    u = next;
  }
  return Math.exp(u);
}

/** θ times the derivative of the log-likelihood, and its derivative by ln θ. */
function score(theta: number, events: number, survived: number, d: Float64Array): [number, number] {
  let value = events - theta * survived;
  let slope = -theta * survived;
  for (const difference of d) {
    const x = theta * difference;
    if (x > 700) continue;
    const share = x < 1e-12 ? 1 : x / Math.expm1(x);
    value += share;
    // d(x/(eˣ − 1))/d ln x = share·(1 − share·eˣ)
    slope += share * (1 - share * Math.exp(x));
  }
  return [value, slope];
}

function sumOfPowers(shape: number, logs: Float64Array): number {
  let total = 0;
  for (const log of logs) total += Math.exp(shape * log);
  return total;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

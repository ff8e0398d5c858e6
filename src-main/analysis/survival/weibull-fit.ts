/** @file A Weibull law fitted by maximum likelihood, and what its shape says about how a delay ends.
 *
 *  The hazard of a Weibull law is proportional to t^(k−1). Shape k = 1 is the exponential law, which has no memory: a run
 *  that has waited long is no nearer to the event, as when a random walk finds the solution by chance. A shape well above
 *  1 means that waiting makes the event likelier: progress that accuracy does not show.
 *
 *  This holds of the delay alone. The dead time before point 1 moves all times away from 0 and would fake a large shape,
 *  so fit the delay, or let a shift be fitted with the law (`shiftedWeibullFit`).
 *
 *  The interval is that of the profile likelihood: all k with 2 (ln L̂ − ln L(k)) below χ²'s quantile, ln L(k) being
 *  the likelihood at the best scale for k. Intervals of evaluation enter as such (see `weibull-likelihood.ts`). */
import { bisect, goldenSection } from '../numerics/minimum.ts';
import { intervalWidth } from '../numerics/normal.ts';
import { isEvent, positive, type IntervalTime } from './censored-time.ts';
import { profileAt, weibullSample, type Profile } from './weibull-likelihood.ts';

export interface WeibullFit {
  readonly shape: number;
  /** Ends of the shape's interval; null where the likelihood never falls so far. */
  readonly low: number | null;
  readonly high: number | null;
  /** In steps: the time (after the shift) by which 1 − 1/e of the runs have had the event. */
  readonly scale: number;
  /** In steps; 0 where none was fitted. */
  readonly shift: number;
  readonly logLikelihood: number;
}

/** Shapes that are looked at: beyond them times are either all equal or spread over many orders of magnitude. */
const LEAST_SHAPE = 0.02;
const MOST_SHAPE = 100;
const SEARCHED = [Math.log(LEAST_SHAPE), Math.log(MOST_SHAPE)] as const;
/** Share of the last bracket on ln k within which a maximum counts as lying at the end of what is looked at. */
const AT_END = 1e-3;

/** @returns null where the data do not determine a shape: fewer than two events, or times too equal */
export function weibullFit(times: readonly IntervalTime[], level = 0.95): WeibullFit | null {
  if (times.filter(isEvent).length < 2) return null;
  const sample = weibullSample(positive(times));
  const fitted = fitByProfile((shape) => profileAt(shape, sample), level);
  if (!fitted) return null;
  const { shape, low, high, scale, logLikelihood } = fitted;
  return { shape, low, high, scale, shift: 0, logLikelihood };
}

/** The best shape and its interval from any profile over the shape. */
export function fitByProfile<P extends Profile>(
  profile: (shape: number) => P,
  level: number,
): (Omit<WeibullFit, 'shift'> & { readonly best: P }) | null {
  const at = (logShape: number) => profile(Math.exp(logShape)).logLikelihood;
  const { x } = goldenSection((logShape) => -at(logShape), ...SEARCHED, 1e-6);
  if (x < SEARCHED[0] + AT_END || x > SEARCHED[1] - AT_END) return null;
  const best = profile(Math.exp(x));
  const wanted = best.logLikelihood - intervalWidth(level) ** 2 / 2;
  return {
    shape: Math.exp(x),
    low: at(SEARCHED[0]) < wanted ? Math.exp(bisect((s) => at(s) - wanted, SEARCHED[0], x, 24)) : null,
    high: at(SEARCHED[1]) < wanted ? Math.exp(bisect((s) => wanted - at(s), x, SEARCHED[1], 24)) : null,
    scale: best.scale,
    logLikelihood: best.logLikelihood,
    best,
  };
}

/** @file A Weibull law that begins at a fitted shift: for times that hold a dead time, such as the step of point 2.
 *
 *  S(t) = exp(−θ (t − δ)ᵏ) for t > δ. The likelihood is profiled over the shift δ as well as over the scale. With exact
 *  times it grows without bound as δ reaches the first of them whenever k < 1 (Smith 1985), so a shift stays half a step
 *  below the first event: a step is a whole number, and that is how finely it is known.
 *
 *  A law whose support depends on a parameter is not regular, and the χ² behind the interval is then an approximation:
 *  where there is a delay, `weibullFit` of the delay is the better question. */
import { goldenSection } from '../numerics/minimum.ts';
import { isEvent, positive, type IntervalTime } from './censored-time.ts';
import { fitByProfile, type WeibullFit } from './weibull-fit.ts';
import { profileAt, weibullSample, type Profile, type WeibullSample } from './weibull-likelihood.ts';

/** A step is a whole number: an exact one is known to half of that. */
const RESOLUTION = 0.5;
/** Shifts tried before the best is refined; a profile over the shift may have several maxima. */
const TRIED = 24;

interface ShiftedProfile extends Profile {
  readonly shift: number;
}

/** @returns null where the data do not determine a shape: fewer than three events, or times too equal */
export function shiftedWeibullFit(times: readonly IntervalTime[], level = 0.95): WeibullFit | null {
  if (times.filter(isEvent).length < 3) return null;
  const known = positive(times);
  const largest = Math.max(0, Math.min(...known.filter(isEvent).map(({ high }) => high)) - RESOLUTION);
  const shifts = Array.from({ length: TRIED + 1 }, (_, i) => (largest * i) / TRIED);
  const samples = shifts.map((shift) => weibullSample(known, shift));
  const profile = (shape: number) => bestShift(shape, known, shifts, samples);
  const fitted = fitByProfile(profile, level);
  if (!fitted) return null;
  const { best, ...rest } = fitted;
  return { ...rest, shift: best.shift };
}

function bestShift(
  shape: number,
  times: readonly IntervalTime[],
  shifts: readonly number[],
  samples: readonly WeibullSample[],
): ShiftedProfile {
  const tried = samples.map((sample) => profileAt(shape, sample).logLikelihood);
  const at = tried.reduce((best, value, i) => (value > (tried[best] as number) ? i : best), 0);
  const [low, high] = [shifts[Math.max(0, at - 1)] as number, shifts[Math.min(TRIED, at + 1)] as number];
  const likelihood = (shift: number) => -profileAt(shape, weibullSample(times, shift)).logLikelihood;
  const refined = goldenSection(likelihood, low, high, Math.max(1e-9, (high - low) * 1e-4)).x;
  const shift = -likelihood(refined) > (tried[at] as number) ? refined : (shifts[at] as number);
  return { ...profileAt(shape, weibullSample(times, shift)), shift };
}

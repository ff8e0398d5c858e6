/** @file All that is said about the grokking times of one group of runs. */
import type { Outcome } from '../contract/values/grok-definition.ts';
import { censoredTime, intervalTime, isObservation, type Observation } from './grokking-time.ts';
import { kaplanMeier, type SurvivalRow } from './survival/kaplan-meier.ts';
import { restrictedMean, type RestrictedMean } from './survival/restricted-mean.ts';
import { shiftedWeibullFit } from './survival/shifted-weibull-fit.ts';
import { survivalQuantile } from './survival/survival-quantile.ts';
import { weibullFit, type WeibullFit } from './survival/weibull-fit.ts';

export interface SurvivalSummary {
  /** Observations: events and censored runs. */
  readonly n: number;
  readonly events: number;
  /** Provisional ones included. */
  readonly censored: number;
  readonly provisional: number;
  /** Runs that are no observations, by what kept them from being one. */
  readonly failed: number;
  readonly stopped: number;
  readonly unstarted: number;
  readonly unmemorised: number;
  readonly unobserved: number;
  readonly repeats: number;
  /** Kaplan and Meier's, in steps, with the ends of its interval; null where the curve does not get there. */
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** null without an observation. */
  readonly restrictedMean: RestrictedMean | null;
  /** Mean width in steps of the intervals in which events are known to lie: how finely the times are known; null
   *  without an event. */
  readonly meanWidth: number | null;
  readonly curve: readonly SurvivalRow[];
  readonly weibull: WeibullFit | null;
}

export interface SummaryOptions {
  /** Of all intervals. */
  readonly level: number;
  /** Whether times are delays: then they begin at 0, and the Weibull law is fitted without a shift. */
  readonly delay: boolean;
  /** Steps to which the restricted mean reaches; null is the group's own last time. */
  readonly horizon: number | null;
}

export function survivalSummary(
  observations: readonly Observation[],
  { level, delay, horizon }: SummaryOptions,
): SurvivalSummary {
  const count = (outcome: Outcome) => observations.filter((one) => one.outcome === outcome).length;
  const observed = observations.filter(isObservation);
  const curve = kaplanMeier(observed.map(censoredTime), level);
  const { value: median, low, high } = survivalQuantile(curve);
  const fit = delay ? weibullFit : shiftedWeibullFit;
  return {
    n: observed.length,
    events: count('event'),
    censored: count('censored') + count('provisional'),
    provisional: count('provisional'),
    failed: count('failed'),
    stopped: count('stopped'),
    unstarted: count('unstarted'),
    unmemorised: count('unmemorised'),
    unobserved: count('unobserved'),
    repeats: count('repeat'),
    median,
    low,
    high,
    restrictedMean: observed.length ? restrictedMean(curve, reach(curve, horizon)) : null,
    meanWidth: meanWidth(observed),
    curve,
    weibull: fit(observed.map(intervalTime), level),
  };
}

/** Beyond the last time of a curve that has not come down to 0 nothing is known. */
function reach(curve: readonly SurvivalRow[], horizon: number | null): number {
  const last = curve.at(-1) as SurvivalRow;
  if (horizon === null) return last.time;
  return last.survival > 0 ? Math.min(horizon, last.time) : horizon;
}

/** The horizon to which the restricted means of several groups can be compared: the shortest of their last times. */
export function commonHorizon(groups: readonly (readonly Observation[])[]): number | null {
  const lasts = groups.flatMap((group) => {
    const observed = group.filter(isObservation);
    const watched = observed.filter(({ outcome }) => outcome !== 'event');
    const last = Math.max(...observed.map(({ time }) => time));
    // A curve that comes down to 0 goes on at 0.
    const open = watched.some(({ time }) => time >= last);
    return observed.length && open ? [last] : [];
  });
  return lasts.length ? Math.min(...lasts) : null;
}

function meanWidth(observed: readonly Observation[]): number | null {
  const widths = observed.flatMap(({ outcome, low, high }) => (outcome === 'event' ? [high - low] : []));
  return widths.length ? widths.reduce((a, b) => a + b, 0) / widths.length : null;
}

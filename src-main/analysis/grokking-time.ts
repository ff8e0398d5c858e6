/** @file Grokking time of a run by any of the definitions in use, computed from what was stored.
 *
 *  First crossing of 99 % (Power et al. 2022), 95 % (Lee et al. 2024, "Grokfast"), 90 % (Liu et al. 2022), a crossing that
 *  lasts for k evaluations, a loss below a bound (Nanda et al. 2023), each from step 0 or from the same on the training
 *  set. An evaluation sees only that the crossing came after the one before, so every time carries its interval.
 *
 *  A run whose budget ended first is censored at its last step; one that may go on is so provisionally. Failed and
 *  stopped runs ended for reasons of their own and are no observations; nor is the delay of a run that never memorised,
 *  nor a run of which the metric was never logged: it was not watched for it at all. */
import { censoring } from '../contract/values/censoring.ts';
import { OBSERVATIONS, type GrokDefinition, type Outcome } from '../contract/values/grok-definition.ts';
import type { MetricName } from '../contract/values/metric.ts';
import type { GrokkingPoint, RunRecord } from '../contract/values/run-record.ts';
import { crossing, pointsOfCurves, type Series } from './curve-points.ts';
import type { CensoredTime, IntervalTime } from './survival/censored-time.ts';

/** What was recorded of a metric; empty where nothing was. */
export type SeriesOf = (metric: MetricName) => Series;

export interface Observation {
  readonly outcome: Outcome;
  /** Steps to the event (right end of its interval) or to the last step; NaN where it is no observation. */
  readonly time: number;
  /** The event lies in (low, high]; high is Infinity where it has not come. NaN where it is no observation. */
  readonly low: number;
  readonly high: number;
}

export type ObservedRun = Pick<RunRecord, 'status' | 'config' | 'point1' | 'point2' | 'last'> & {
  readonly progress: { readonly step: number };
};

/** Whether the outcome says something about the time. */
export function isObservation({ outcome }: Observation): boolean {
  return OBSERVATIONS.some((one) => one === outcome);
}

/** For statistics that take the right end of an interval. */
export function censoredTime({ outcome, time }: Observation): CensoredTime {
  return { time, event: outcome === 'event' };
}

/** For statistics that take the interval itself. */
export function intervalTime({ low, high }: Observation): IntervalTime {
  return { low, high };
}

/** What a run says by a definition. @param series is read only where the record of the run does not say it */
export function observe(run: ObservedRun, definition: GrokDefinition, series: SeriesOf): Observation {
  const { memorised, generalised } = crossings(run, definition, series);
  const last = run.progress.step;
  const lacks = (metric: MetricName | null) =>
    metric !== null && !Object.hasOwn(run.last, metric) && series(metric).step.length === 0;
  const { from, to } = metricsOf(definition);
  if (generalised) {
    if (!definition.delay) return event(generalised, { step: 0, after: 0 });
    return memorised ? event(generalised, memorised) : none(lacks(from) ? 'unobserved' : 'unmemorised');
  }
  const kind = censoring(run);
  if (kind === null) return none(last === 0 ? 'unstarted' : run.status === 'stopped' ? 'stopped' : 'failed');
  if (lacks(to) || lacks(from)) return none('unobserved');
  if (definition.delay && !memorised) return none('unmemorised');
  const time = Math.max(0, last - (definition.delay ? (memorised?.step ?? 0) : 0));
  return { outcome: kind, time, low: time, high: Infinity };
}

/** A run that says nothing that another of its config and seed does not say. */
export const REPEAT: Observation = none('repeat');

/** What must have been logged: the metric that is to be reached and, for a delay, its twin on the training set. */
function metricsOf({ metric, delay }: GrokDefinition): { from: MetricName | null; to: MetricName } {
  const to = metric === 'points' ? 'val/accuracy' : metric;
  return { from: delay ? twinOf(to) : null, to };
}

function twinOf(metric: MetricName): MetricName {
  return metric.replace('val/', 'train/') as MetricName;
}

function event(end: GrokkingPoint, start: GrokkingPoint): Observation {
  const time = Math.max(0, end.step - start.step);
  const low = Math.max(0, Math.max(0, end.after) - start.step);
  return { outcome: 'event', time, low, high: Math.max(time, end.step - Math.max(0, start.after)) };
}

function none(outcome: Outcome): Observation {
  return { outcome, time: NaN, low: NaN, high: NaN };
}

interface Crossings {
  readonly memorised: GrokkingPoint | null;
  readonly generalised: GrokkingPoint | null;
}

function crossings(run: ObservedRun, definition: GrokDefinition, series: SeriesOf): Crossings {
  const { metric, threshold, sustain } = definition;
  const own = run.config.points;
  const points = { threshold: threshold ?? own.threshold, sustain: sustain ?? own.sustain };
  if (metric === 'points') {
    const recorded = points.threshold === own.threshold && points.sustain === own.sustain;
    if (recorded) return { memorised: run.point1, generalised: run.point2 };
    const { point1, point2 } = pointsOfCurves(series('train/accuracy'), series('val/accuracy'), points);
    return { memorised: point1, generalised: point2 };
  }
  const reached = metric.endsWith('/loss')
    ? (value: number) => value < points.threshold
    : (value: number) => value >= points.threshold;
  return {
    memorised: definition.delay ? crossing(series(twinOf(metric)), reached, points.sustain) : null,
    generalised: crossing(series(metric), reached, points.sustain),
  };
}

/** @file Published numbers beside measured ones. One verdict, used by the screen, the command and the tests alike. */
import { assertNever } from '../base/assert-never.ts';
import type { Evaluation } from '../contract/values/evaluation-points.ts';
import {
  SETTLED_OVER,
  type ExpectedNumber,
  type Experiment,
  type Quantity,
} from '../contract/values/experiment.ts';
import type { MetricName } from '../contract/values/metric.ts';
import type { OwnRun } from '../contract/values/run-record.ts';
import { collapses } from './collapses.ts';
import { departures } from './config-difference.ts';
import { findPoints, POINT_METRICS, type PointResult } from './grokking-point.ts';
import { delay } from './grokking-summary.ts';
import { median } from './median.ts';

/** open: the run may still get there. not-comparable: it is another experiment, or ended before it could tell. */
export type Verdict = 'pass' | 'miss' | 'open' | 'not-comparable';

export interface ExpectedComparison {
  readonly expected: ExpectedNumber;
  /** null: the run has not got there, or the value is not finite. */
  readonly measured: number | null;
  readonly verdict: Verdict;
}

/** What of a run's record matters here. */
export type ComparedRun = Pick<OwnRun, 'config' | 'status'> & {
  readonly progress: { readonly step: number };
};

/** The metric's values in order of steps, without evaluations that lack it. */
function seriesOf(evaluations: readonly Evaluation[], metric: MetricName): { step: number; value: number }[] {
  return evaluations.flatMap(({ step, values }) => {
    const value = values[metric];
    return value === undefined ? [] : [{ step, value }];
  });
}

/**
 * A quantity of a run's full-resolution series.
 * @param points of the same evaluations
 * @returns steps for points, delay and crossings; the metric's own unit else; null where it is not reached
 */
export function measureQuantity(
  quantity: Quantity,
  evaluations: readonly Evaluation[],
  points: PointResult,
): number | null {
  switch (quantity.kind) {
    case 'point1':
      return points.point1?.step ?? null;
    case 'point2':
      return points.point2?.step ?? null;
    case 'delay':
      return delay(points);
    case 'initial':
      return evaluations.find((evaluation) => evaluation.step === 0)?.values[quantity.metric] ?? null;
    case 'final':
      return seriesOf(evaluations, quantity.metric).at(-1)?.value ?? null;
    case 'settled': {
      const last = seriesOf(evaluations, quantity.metric).slice(-SETTLED_OVER);
      return last.length ? median(last.map(({ value }) => value)) : null;
    }
    case 'firstBelow':
    case 'firstReaches': {
      const { kind, metric, threshold } = quantity;
      const crossed = (value: number) => (kind === 'firstBelow' ? value < threshold : value >= threshold);
      return seriesOf(evaluations, metric).find(({ value }) => crossed(value))?.step ?? null;
    }
    case 'collapses':
      return collapses(evaluations, points.point1).length;
    default:
      return assertNever(quantity, 'measureQuantity');
  }
}

/** The metrics that `compareExpected` reads: those of the quantities, and the two that points 1 and 2 are found by. */
export function comparedMetrics(expected: readonly ExpectedNumber[]): MetricName[] {
  const named = expected.flatMap(({ quantity }) => ('metric' in quantity ? [quantity.metric] : []));
  return [...new Set([...POINT_METRICS, ...named])];
}

/** Whether the quantity stays what it is once it is there, however long the run goes on. */
function isFixedOnceReached({ kind }: Quantity): boolean {
  return kind !== 'final' && kind !== 'settled' && kind !== 'collapses';
}

/**
 * An experiment's expected numbers beside those of a run of it. Quantities of the end are taken at the experiment's own
 * budget, so that a longer run is judged at the same step and a shorter one not at all.
 * @param evaluations all of the run's evaluations, by ascending step, with at least `comparedMetrics`
 */
export function compareExpected(
  experiment: Pick<Experiment, 'config' | 'expected'>,
  run: ComparedRun,
  evaluations: readonly Evaluation[],
): ExpectedComparison[] {
  const budget = experiment.config.budget.steps;
  const within = evaluations.filter(({ step }) => step <= budget);
  const points = findPoints(within, run.config.points);
  const comparable = departures(run.config, experiment.config).length === 0;
  const reach = { complete: run.progress.step >= budget, over: run.status === 'finished' };
  return experiment.expected.map((expected) => {
    const value = measureQuantity(expected.quantity, within, points);
    const measured = value !== null && Number.isFinite(value) ? value : null;
    return {
      expected,
      measured,
      verdict: comparable ? verdictOn(expected, value, reach) : 'not-comparable',
    };
  });
}

/**
 * @param reach complete: the experiment's budget is used up; over: the run will not go on
 */
function verdictOn(
  { quantity, low, high }: ExpectedNumber,
  value: number | null,
  reach: { readonly complete: boolean; readonly over: boolean },
): Verdict {
  const decided = reach.complete || (value !== null && isFixedOnceReached(quantity));
  if (decided) return value !== null && value >= low && value <= high ? 'pass' : 'miss';
  return reach.over ? 'not-comparable' : 'open';
}

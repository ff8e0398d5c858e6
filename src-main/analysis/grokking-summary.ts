/** @file What a run says about grokking time, and in what sense: as an event, or censored.
 *
 *  A run that ends before point 2 has not "failed to grok": it says that grokking takes longer than it was watched for.
 *  Leaving it out, or taking its budget for its grokking time, would both bias every median downwards. */
import { censoring, type Watched } from '../contract/values/censoring.ts';
import type { GrokkingPoint, RunRecord } from '../contract/values/run-record.ts';

export interface GrokkingSummary {
  readonly point1: GrokkingPoint | null;
  readonly point2: GrokkingPoint | null;
  /** Point 2 − point 1 in steps; null until both are reached. */
  readonly delay: number | null;
  /** Watched up to its last step without reaching point 2, and a valid observation of that. */
  readonly censored: boolean;
  /** Censored for now: the run may go on. */
  readonly provisional: boolean;
  readonly relapses: number;
}

/** Steps between point 1 and point 2; null unless both are reached. */
export function delay(points: {
  readonly point1: GrokkingPoint | null;
  readonly point2: GrokkingPoint | null;
}): number | null {
  return points.point1 && points.point2 ? points.point2.step - points.point1.step : null;
}

/** The grokking numbers of a run, as its summary, its JSON and the survival tables use them. Without a validation accuracy
 *  nobody watched for point 2. */
export function grokkingSummary(
  run: Watched & Pick<RunRecord, 'point1' | 'point2' | 'relapses' | 'last'>,
): GrokkingSummary {
  const { point1, point2, relapses } = run;
  const observed = point2 === null && Object.hasOwn(run.last, 'val/accuracy');
  const kind = observed ? censoring(run) : null;
  return {
    point1,
    point2,
    delay: delay(run),
    censored: kind !== null,
    provisional: kind === 'provisional',
    relapses,
  };
}

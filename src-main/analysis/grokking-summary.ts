/** @file What a run says about grokking time, and in what sense: as an event, or censored.
 *
 *  A run that ends before point 2 has not "failed to grok": it says that grokking takes longer than it was watched for.
 *  Leaving it out, or taking its budget for its grokking time, would both bias every median downwards. */
import type { GrokkingPoint, RunRecord, RunStatus } from '../contract/values/run-record.ts';

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

/** How a run without point 2 counts. Failed and stopped runs ended for reasons of their own and are counted apart. */
const WITHOUT_POINT2: Readonly<Record<RunStatus, 'censored' | 'provisional' | 'apart'>> = {
  finished: 'censored',
  queued: 'provisional',
  running: 'provisional',
  paused: 'provisional',
  interrupted: 'provisional',
  failed: 'apart',
  stopped: 'apart',
};

/** Steps between point 1 and point 2; null unless both are reached. */
export function delay(points: {
  readonly point1: GrokkingPoint | null;
  readonly point2: GrokkingPoint | null;
}): number | null {
  return points.point1 && points.point2 ? points.point2.step - points.point1.step : null;
}

/** The grokking numbers of a run, as its summary, its JSON and the survival tables use them. */
export function grokkingSummary(
  run: Pick<RunRecord, 'status' | 'point1' | 'point2' | 'relapses'> & {
    readonly progress: { readonly step: number };
  },
): GrokkingSummary {
  const { point1, point2, relapses } = run;
  // A run that has not made a step has been watched for no time at all.
  const observed = point2 === null && run.progress.step > 0;
  const kind = WITHOUT_POINT2[run.status];
  return {
    point1,
    point2,
    delay: delay(run),
    censored: observed && kind !== 'apart',
    provisional: observed && kind === 'provisional',
    relapses,
  };
}

/** @file What a run says of a point that it has not reached: that it takes longer than the run was watched for, or nothing.
 *  Survival tables, the pages and the terminal all go by it. */
import { isUnobserved, type RunRecord, type RunStatus } from './run-record.ts';

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

export type Watched = Pick<RunRecord, 'status'> & { readonly progress: { readonly step: number } };

/** How a run says that what it has not reached takes longer than it was watched for; null where it says nothing. */
export function censoring({ status, progress }: Watched): 'censored' | 'provisional' | null {
  const kind = WITHOUT_POINT2[status];
  // A run that has not made a step has been watched for no time at all.
  return kind === 'apart' || progress.step === 0 ? null : kind;
}

/**
 * What a run says of a point that it has not reached: that it takes longer than it was watched for (`censored`), that it
 * may still come (`provisional`, also before the first step), or nothing: it ended for reasons of its own, or never logged
 * the accuracy.
 */
export function unreached(
  run: Watched & Pick<RunRecord, 'point1' | 'point2' | 'last'>,
  name: 'point1' | 'point2',
): 'censored' | 'provisional' | null {
  // Before its first step no run has logged anything.
  if (run.progress.step === 0) return WITHOUT_POINT2[run.status] === 'provisional' ? 'provisional' : null;
  return isUnobserved(run, name) ? null : censoring(run);
}

/**
 * A point as it stands in a table: its step, `> 20 000` for a run that ended before, `…` while it may still come, `–` where
 * nothing is known.
 * @param written how steps are written there
 */
export function pointCell(
  run: Watched & Pick<RunRecord, 'point1' | 'point2' | 'last'>,
  name: 'point1' | 'point2',
  written: (step: number) => string,
): string {
  const point = run[name];
  if (point) return written(point.step);
  const kind = unreached(run, name);
  if (kind === null) return '–';
  return kind === 'censored' ? `> ${written(run.progress.step)}` : '…';
}

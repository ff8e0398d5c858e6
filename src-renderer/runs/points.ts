/** @file Points 1 and 2 in words, the same on every page. */
import { pointCell as cell, unreached } from '../../src-main/contract/values/censoring.ts';
import { isUnobserved, type RunRecord } from '../../src-main/contract/values/run-record.ts';
import { count } from '../ui/format.ts';

type Timed = Pick<RunRecord, 'status' | 'progress' | 'point1' | 'point2' | 'last'>;

/** 'memorised at 480'. */
export const point1Label = (run: Timed): string =>
  run.point1 ? `memorised at ${count(run.point1.step)}` : '';

/** 'generalised at 4 250 · delay 3 770'. */
export function point2Label(run: Timed): string {
  if (!run.point2) return '';
  const delay = run.point1 ? ` · delay ${count(run.point2.step - run.point1.step)}` : '';
  return `generalised at ${count(run.point2.step)}${delay}`;
}

/**
 * 'not generalised by 20 000 steps' of a run that was watched to its end or may go on; '' where that would say nothing: it
 * has made no step, or was stopped or failed.
 * @param step how far it is, where that is known more exactly than by its record
 */
export function notYetLabel(run: Timed, step = run.progress.step): string {
  if (run.point2 || step === 0) return '';
  if (isUnobserved(run, 'point2')) return 'validation accuracy was not logged';
  return unreached(run, 'point2') === null ? '' : `not generalised by ${count(step)} steps`;
}

/** Delay of generalisation behind memorisation, in steps; null where either point is missing. */
export const delayOf = ({ point1, point2 }: Timed): number | null =>
  point1 && point2 ? point2.step - point1.step : null;

/** Where an evaluation interval bounds the point: 'between 4 200 and 4 250'. */
export const boundsLabel = (point: { step: number; after: number }): string =>
  `between step ${count(point.after)} and ${count(point.step)}`;

/** A cell, as the terminal has it too. */
export const pointCell = (run: Timed, name: 'point1' | 'point2'): string => cell(run, name, count);

/** @file Points 1 and 2 and relapses, found in stored curves that need not have been logged together.
 *
 *  Many programs log train accuracy every step and validation accuracy every epoch. Point 1 is then a matter of the
 *  training curve alone. For point 2 both must have reached the threshold as they were last seen: it is the first step by
 *  which both had, and lies after the last step at which one of them was seen below. Where both were always logged
 *  together that is what `PointTracker` finds while a run goes on. Without any training curve point 2 is that of the
 *  validation curve. */
import type { RunConfig } from '../contract/values/run-config.ts';
import type { GrokkingPoint } from '../contract/values/run-record.ts';
import type { PointResult } from './grokking-point.ts';

/** A metric over the steps of a run, in order. */
export interface Series {
  readonly step: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

type Reached = (value: number) => boolean;

/** The points of accuracies as they were logged; an empty series is one that was not logged. */
export function pointsOfCurves(
  train: Series,
  val: Series,
  { threshold, sustain }: RunConfig['points'],
): PointResult {
  const reached: Reached = (value) => value >= threshold;
  const alone = train.step.length === 0;
  const point2 = alone ? crossing(val, reached, sustain) : bothReached(train, val, reached, sustain);
  return {
    point1: crossing(train, reached, sustain),
    point2,
    relapses: point2 ? leavings(val, point2.step, reached) : 0,
  };
}

/**
 * The first evaluation of the first row of `sustain` at which the value is reached, with the step before it.
 * NaN is never reached.
 */
export function crossing({ step, value }: Series, reached: Reached, sustain = 1): GrokkingPoint | null {
  let length = 0;
  for (let i = 0; i < step.length; i++) {
    length = reached(value[i] as number) ? length + 1 : 0;
    if (length < sustain) continue;
    const first = i - sustain + 1;
    return { step: step[first] as number, after: step[first - 1] ?? -1 };
  }
  return null;
}

/** One of the two curves while they are walked along together. */
interface Side {
  readonly series: Series;
  next: number;
  up: boolean;
  /** The last step at which it was seen below; −1 where it was not. */
  below: number;
  /** Evaluations of it in the row of both, the one that holds at its beginning included. */
  length: number;
}

function bothReached(train: Series, val: Series, reached: Reached, sustain: number): GrokkingPoint | null {
  const sides = [train, val].map((series): Side => ({ series, next: 0, up: false, below: -1, length: 0 }));
  let first: GrokkingPoint | null = null;
  for (let step = nextStep(sides); step < Infinity; step = nextStep(sides)) {
    for (const side of sides) take(side, step, reached);
    if (!sides.every(({ up }) => up)) first = null;
    else if (!first) {
      first = { step, after: Math.max(...sides.map(({ below }) => below)) };
      for (const side of sides) side.length = 1;
    }
    if (first && sides.every(({ length }) => length >= sustain)) return first;
  }
  return null;
}

function nextStep(sides: readonly Side[]): number {
  return Math.min(...sides.map(({ series, next }) => series.step[next] ?? Infinity));
}

function take(side: Side, step: number, reached: Reached): void {
  if (side.series.step[side.next] !== step) return;
  side.up = reached(side.series.value[side.next] as number);
  if (!side.up) side.below = step;
  side.length++;
  side.next++;
}

/** Times the value is left after that step. */
function leavings({ step, value }: Series, from: number, reached: Reached): number {
  let count = 0;
  let up = true;
  for (let i = 0; i < step.length; i++) {
    if ((step[i] as number) <= from) continue;
    const here = reached(value[i] as number);
    if (up && !here) count++;
    up = here;
  }
  return count;
}

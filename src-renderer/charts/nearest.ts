/** @file What the crosshair reads: each series' evaluation nearest to a step. */
import type { AxisScale } from './axis-scale.ts';

/** A drawn line. Arrays of equal length, steps strictly increasing. */
export interface SeriesData {
  readonly step: Float64Array;
  readonly value: Float64Array;
  /** Training time; empty where it has no meaning (a group's line). */
  readonly seconds: Float64Array;
}

export interface Reading {
  readonly series: number;
  readonly step: number;
  readonly value: number;
  /** NaN where the series has no time. */
  readonly seconds: number;
}

/** The first index whose step is not below `step`. */
export function lowerBound(steps: Float64Array, step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] as number) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the step nearest on the axis; -1 for an empty series. */
export function nearestIndex(steps: Float64Array, step: number, scale: AxisScale): number {
  const after = lowerBound(steps, step);
  if (after === 0) return steps.length ? 0 : -1;
  if (after === steps.length) return steps.length - 1;
  const at = scale.toAxis(step);
  const left = at - scale.toAxis(steps[after - 1] as number);
  const right = scale.toAxis(steps[after] as number) - at;
  return left <= right ? after - 1 : after;
}

/** The evaluated step nearest to `step` among all series: where the crosshair snaps to. */
export function nearestStep(series: readonly SeriesData[], step: number, scale: AxisScale): number | null {
  let best: number | null = null;
  let distance = Infinity;
  const at = scale.toAxis(step);
  for (const { step: steps } of series) {
    const index = nearestIndex(steps, step, scale);
    if (index < 0) continue;
    const away = Math.abs(scale.toAxis(steps[index] as number) - at);
    if (away < distance) {
      distance = away;
      best = steps[index] as number;
    }
  }
  return best;
}

/**
 * One reading per series that has an evaluation near `step`, highest value first, values that are not numbers last.
 * @param reach how far, in axis units, an evaluation may lie from the step
 */
export function readings(
  series: readonly SeriesData[],
  step: number,
  scale: AxisScale,
  reach: number,
): Reading[] {
  const at = scale.toAxis(step);
  const found: Reading[] = [];
  for (const [index, { step: steps, value, seconds }] of series.entries()) {
    const i = nearestIndex(steps, step, scale);
    if (i < 0 || Math.abs(scale.toAxis(steps[i] as number) - at) > reach) continue;
    found.push({
      series: index,
      step: steps[i] as number,
      value: value[i] as number,
      seconds: seconds[i] ?? NaN,
    });
  }
  return found.sort((a, b) => (Number.isNaN(a.value) ? 1 : Number.isNaN(b.value) ? -1 : b.value - a.value));
}

/** The reading whose value lies nearest to `position` on the y axis; undefined where there is none. */
export function nearestReading(
  list: readonly Reading[],
  position: number,
  y: AxisScale,
): Reading | undefined {
  let best: Reading | undefined;
  let distance = Infinity;
  for (const reading of list) {
    const away = Math.abs(y.toAxis(reading.value) - position);
    if (away < distance) {
      distance = away;
      best = reading;
    }
  }
  return best;
}

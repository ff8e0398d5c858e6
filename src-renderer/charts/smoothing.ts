/** @file Smoothing by a running mean of the drawn line itself. The window is a length on the step axis, so the result
 *  depends neither on how densely a run was evaluated nor on the width of the screen; it narrows towards both ends,
 *  so the first and last points stay where they are. */
import type { AxisScale } from './axis-scale.ts';

/** Window widths offered on screen, as a share of the whole axis. */
export const SMOOTHING_LEVELS = [0, 0.01, 0.03, 0.08] as const;

/**
 * The mean of the straight-line interpolant over [x − h, x + h], h at most half the window.
 * Values that are not finite stay gaps and cut the line into parts that are smoothed apart.
 */
export function smooth(
  step: Float64Array,
  value: Float64Array,
  scale: AxisScale,
  window: number,
): Float64Array {
  const smoothed = value.slice();
  const n = value.length;
  let start = 0;
  while (start < n) {
    while (start < n && !Number.isFinite(value[start])) start++;
    let end = start;
    while (end < n && Number.isFinite(value[end])) end++;
    if (end - start > 2) smoothPart(step, value, scale, window, start, end, smoothed);
    start = end + 1;
  }
  return smoothed;
}

function smoothPart(
  step: Float64Array,
  value: Float64Array,
  scale: AxisScale,
  window: number,
  start: number,
  end: number,
  out: Float64Array,
): void {
  const n = end - start;
  const x = Float64Array.from({ length: n }, (_, i) => scale.toAxis(step[start + i] as number));
  const y = value.subarray(start, end);
  // Area under the line up to each point; a mean is a difference of two areas over its width.
  const area = new Float64Array(n);
  for (let i = 1; i < n; i++)
    area[i] = at(area, i - 1) + ((at(y, i) + at(y, i - 1)) / 2) * (at(x, i) - at(x, i - 1));
  let left = 0;
  let right = 0;
  for (let i = 1; i < n - 1; i++) {
    const half = Math.min(window / 2, at(x, i) - at(x, 0), at(x, n - 1) - at(x, i));
    if (half <= 0) continue;
    const from = at(x, i) - half;
    const to = at(x, i) + half;
    while (left > 0 && at(x, left) > from) left--;
    while (left < n - 2 && at(x, left + 1) <= from) left++;
    while (right < n - 2 && at(x, right + 1) <= to) right++;
    out[start + i] = (areaTo(x, y, area, right, to) - areaTo(x, y, area, left, from)) / (2 * half);
  }
}

/** Area from the first point to `place`, which lies in the segment after `index`. */
function areaTo(x: Float64Array, y: Float64Array, area: Float64Array, index: number, place: number): number {
  const width = at(x, index + 1) - at(x, index);
  const along = place - at(x, index);
  const height =
    width > 0 ? at(y, index) + ((at(y, index + 1) - at(y, index)) * along) / width : at(y, index);
  return at(area, index) + ((at(y, index) + height) / 2) * along;
}

const at = (array: Float64Array, index: number): number => array[index] as number;

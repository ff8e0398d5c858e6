/** @file Leaves out points that no pixel would show. Per pixel bin the first, smallest, largest and last point stay, so a
 *  line through what is left covers the same pixels as a line through everything: no spike is lost, however short. */

/** The pixels of an axis. */
export interface PixelAxis {
  /** Pixels, at least 1. */
  readonly width: number;
  readonly scale: 'linear' | 'log';
  /** Steps at the left and right edge; null is the first and last step there is. */
  readonly from: number | null;
  readonly to: number | null;
}

/** Bin of steps that have no place on a logarithmic axis (step 0): the gutter to the left of it. */
const GUTTER = -1;
const NONE = -1;

/**
 * Chooses the points to draw.
 * @param step increasing
 * @param value of the same length; may hold NaN and infinities
 * @returns increasing indices. Per bin at most four of finite points, and one each of NaN, ∞ and −∞, which mark gaps
 * and hide no extreme; the first and last point of all are always among them.
 */
export function decimate(step: Float64Array, value: Float64Array, axis: PixelAxis): Uint32Array {
  const size = step.length;
  const binOf = binning(step, axis);
  const kept: number[] = [];
  let bin = size > 0 ? binOf(step[0] as number) : NONE;
  for (let start = 0; start < size;) {
    let end = start + 1;
    let next = bin;
    while (end < size && (next = binOf(step[end] as number)) === bin) end++;
    keepOfBin(value, start, end, kept);
    start = end;
    bin = next;
  }
  if (size > 0 && kept.at(-1) !== size - 1) kept.push(size - 1);
  return Uint32Array.from(kept);
}

/** The pixel a step falls into. @param step of the series, or of a part with its first two and its last */
export function binning(step: Float64Array, { width, scale, from, to }: PixelAxis): (step: number) => number {
  const left = from ?? step[0] ?? 0;
  const right = to ?? step.at(-1) ?? 0;
  if (scale === 'linear') return pixels(left, right, width);
  const firstOnAxis = left > 0 ? left : (step.find((s) => s > 0) ?? 1);
  const onAxis = pixels(Math.log(firstOnAxis), Math.log(right), width);
  return (s) => (s > 0 ? onAxis(Math.log(s)) : GUTTER);
}

function pixels(left: number, right: number, width: number): (position: number) => number {
  const perUnit = right > left ? width / (right - left) : 0;
  return (position) => Math.min(width - 1, Math.floor((position - left) * perUnit));
}

/** Appends what stays of the points from `start` to before `end`, in order. */
export function keepOfBin(value: Float64Array, start: number, end: number, kept: number[]): void {
  if (end - start === 1) {
    kept.push(start);
    return;
  }
  let least = start;
  let greatest = start;
  for (let i = start; i < end; i++) {
    const v = value[i] as number;
    if (!Number.isFinite(v)) {
      keepWithGaps(value, start, end, kept);
      return;
    }
    if (v < (value[least] as number)) least = i;
    else if (v > (value[greatest] as number)) greatest = i;
  }
  kept.push(start);
  const lower = Math.min(least, greatest);
  const upper = Math.max(least, greatest);
  if (lower > start) kept.push(lower);
  if (upper > lower && upper > start) kept.push(upper);
  if (end - 1 > upper) kept.push(end - 1);
}

/** The same where some values are not finite: one of each kind stays as well. */
function keepWithGaps(value: Float64Array, start: number, end: number, kept: number[]): void {
  let first = NONE;
  let last = NONE;
  let least = NONE;
  let greatest = NONE;
  let notANumber = NONE;
  let infinite = NONE;
  let minusInfinite = NONE;
  for (let i = start; i < end; i++) {
    const v = value[i] as number;
    if (Number.isFinite(v)) {
      if (first === NONE) first = least = greatest = i;
      else if (v < (value[least] as number)) least = i;
      else if (v > (value[greatest] as number)) greatest = i;
      last = i;
    } else if (v !== v) {
      if (notANumber === NONE) notANumber = i;
    } else if (v > 0) {
      if (infinite === NONE) infinite = i;
    } else if (minusInfinite === NONE) minusInfinite = i;
  }
  pushInOrder([first, last, least, greatest, notANumber, infinite, minusInfinite], kept);
}

function pushInOrder(indices: number[], kept: number[]): void {
  indices.sort((a, b) => a - b);
  let previous = NONE;
  for (const i of indices) {
    if (i !== previous) kept.push(i);
    previous = i;
  }
}

/** @file Zooming and panning a step axis, in axis units, so that a log axis zooms by factors. */
import type { AxisRange, AxisScale } from './axis-scale.ts';
import type { StepWindow } from './chart-model.ts';

/** Closer than this share of the whole axis nothing can be told apart. */
const CLOSEST = 1e-4;

/** The range around `anchor` made `factor` times as wide (below 1 zooms in), kept inside the whole. */
export function zoomAround(range: AxisRange, whole: AxisRange, anchor: number, factor: number): AxisRange {
  const wholeWidth = whole.to - whole.from;
  const width = Math.min(wholeWidth, Math.max(wholeWidth * CLOSEST, (range.to - range.from) * factor));
  const share = (anchor - range.from) / (range.to - range.from);
  return shiftInside({ from: anchor - width * share, to: anchor + width * (1 - share) }, whole);
}

export function pan(range: AxisRange, whole: AxisRange, by: number): AxisRange {
  return shiftInside({ from: range.from + by, to: range.to + by }, whole);
}

/** Moves a range that sticks out back inside without changing its width. */
function shiftInside(range: AxisRange, whole: AxisRange): AxisRange {
  const width = Math.min(range.to - range.from, whole.to - whole.from);
  const from = Math.min(Math.max(range.from, whole.from), whole.to - width);
  return { from, to: from + width };
}

export const isWhole = (range: AxisRange, whole: AxisRange): boolean =>
  range.to - range.from >= (whole.to - whole.from) * (1 - 1e-9);

/** The steps of a range. A range that reaches into the gutter begins at 0. */
export function windowOf(scale: AxisScale, range: AxisRange): StepWindow {
  return { from: scale.fromAxis(range.from), to: scale.fromAxis(range.to) };
}

/** The range of a window of steps, not wider than the whole axis. */
export function rangeOf(scale: AxisScale, window: StepWindow, whole: AxisRange): AxisRange {
  const from = window.from <= 0 ? whole.from : scale.toAxis(window.from);
  const to = window.to <= 0 ? whole.to : scale.toAxis(window.to);
  if (!(to > from)) return whole;
  return { from: Math.max(from, whole.from), to: Math.min(to, whole.to) };
}

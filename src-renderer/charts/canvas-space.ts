/** @file From axis units to the pixels of a canvas, and the colours used there. */
import type { AxisView } from './frame.ts';

export interface ChartInk {
  readonly text: string;
  readonly muted: string;
  readonly axis: string;
  readonly grid: string;
  readonly ground: string;
  readonly collapse: string;
  readonly expected: string;
  readonly runs: readonly string[];
  readonly font: string;
}

/** The plot inside a canvas, in CSS pixels. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Pixels of axis units: `offset + at · unit`. */
export function pixels(view: AxisView, from: number, to: number): { offset: number; unit: number } {
  const unit = (to - from) / (view.range.to - view.range.from);
  return { offset: from - view.range.from * unit, unit };
}

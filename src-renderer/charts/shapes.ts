/** @file Pictures as lists of shapes, and the shapes that all pictures have in common. Drawn by `svg.ts` into files, by
 *  `paint.ts` on a canvas. */
import type { AxisView } from './frame.ts';

export interface Ink {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly ground: string;
  readonly shade: string;
  readonly runs: readonly string[];
}

export type Shape =
  | {
      readonly kind: 'line';
      readonly points: Float64Array;
      readonly colour: string;
      readonly width: number;
      readonly dash: readonly number[];
      readonly alpha: number;
    }
  | { readonly kind: 'area'; readonly points: Float64Array; readonly colour: string; readonly alpha: number }
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly colour: string;
      readonly size: number;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly bold: boolean;
      /** Turned a quarter to the left. */
      readonly upright: boolean;
    };

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly ground: string;
  readonly shapes: readonly Shape[];
}

/** Where the axes are, in pixels of the picture. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Size of ordinary text. */
const TEXT = 11;

/** Pixels of axis units. */
export const place = (view: AxisView, from: number, to: number) => {
  const unit = (to - from) / (view.range.to - view.range.from);
  return (at: number) => from + (at - view.range.from) * unit;
};

export function text(
  x: number,
  y: number,
  words: string,
  colour: string,
  anchor: 'start' | 'middle' | 'end',
  size = TEXT,
  bold = false,
  upright = false,
): Shape {
  return { kind: 'text', x, y, text: words, colour, size, anchor, bold, upright };
}

export const stroke = (
  points: number[],
  colour: string,
  width = 1,
  dash: readonly number[] = [],
  alpha = 1,
): Shape => ({
  kind: 'line',
  points: Float64Array.from(points),
  colour,
  width,
  dash,
  alpha,
});

/** Both axes with their ticks, labels and grid lines. */
export function axisShapes(along: AxisView, up: AxisView, plot: Plot, ink: Ink): Shape[] {
  const shapes: Shape[] = [];
  const x = place(along, plot.left, plot.right);
  const y = place(up, plot.bottom, plot.top);
  for (const tick of along.ticks(plot.right - plot.left)) {
    const at = x(tick.at);
    if (tick.label) shapes.push(stroke([at, plot.top, at, plot.bottom], ink.grid));
    shapes.push(stroke([at, plot.bottom, at, plot.bottom + (tick.label ? 5 : 3)], ink.muted));
    if (tick.label) shapes.push(text(at, plot.bottom + 17, tick.label, ink.text, 'middle'));
  }
  for (const tick of up.ticks(plot.bottom - plot.top)) {
    const at = y(tick.at);
    if (tick.label) shapes.push(stroke([plot.left, at, plot.right, at], ink.grid));
    if (tick.label) shapes.push(text(plot.left - 7, at + 4, tick.label, ink.text, 'end'));
  }
  shapes.push(stroke([plot.left, plot.top, plot.left, plot.bottom, plot.right, plot.bottom], ink.muted));
  return shapes;
}

/** @file A figure: the shapes that the screen and the saved picture both show, and the places in it that can be pointed
 *  at. */
import { makeScale, wholeRange, EMPTY_EXTENT, extendExtent, type ScaleKind } from '../charts/axis-scale.ts';
import type { AxisView } from '../charts/frame.ts';
import { stroke, text, type Ink, type Picture, type Shape } from '../charts/shapes.ts';
import { axisTicks, tickLabel, type Tick } from '../charts/ticks.ts';

/** A place in a figure that can be pointed at. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  /** Pixels around it that count. */
  readonly radius: number;
  readonly label: string;
  /** null where it does not stand for one run. */
  readonly run: number | null;
}

export interface Figure extends Picture {
  readonly marks: readonly Mark[];
}

export interface FigureSize {
  readonly ink: Ink;
  readonly width: number;
  readonly height: number;
}

/** An axis of numbers in axis units; with a gutter for 0 where it is logarithmic. */
export function numberAxis(kind: ScaleKind, values: readonly number[], spacing = 42): AxisView {
  const extent = extendExtent(EMPTY_EXTENT, values);
  const scale = makeScale(kind, extent);
  const range = wholeRange(scale, extent, true);
  return { scale, range, ticks: (pixels) => axisTicks(scale, range, pixels, spacing) };
}

/** The same with its ticks at the values themselves, so far as their labels have room. */
export function valueAxis(kind: ScaleKind, values: readonly number[]): AxisView {
  const axis = numberAxis(kind, values);
  const places = [...new Set(values)].sort((a, b) => a - b);
  const ticks = (pixels: number): Tick[] => {
    const unit = pixels / (axis.range.to - axis.range.from);
    let free = -Infinity;
    return places.map((value) => {
      const at = axis.scale.toAxis(value);
      const label = tickLabel(value, 3);
      const half = 5 + label.length * 3.2;
      if (at * unit - half < free) return { at, value, label: '' };
      free = at * unit + half;
      return { at, value, label };
    });
  };
  return { ...axis, ticks };
}

/** An axis of words, each with a place as wide as the others'. */
export function wordAxis(words: readonly string[]): AxisView {
  const ticks = (pixels: number): Tick[] => {
    const room = Math.max(3, Math.floor(pixels / words.length / 6.4));
    return words.map((word, at) => ({ at, value: at, label: shortened(word, room) }));
  };
  return {
    scale: makeScale('linear', EMPTY_EXTENT),
    range: { from: -0.5, to: Math.max(1, words.length) - 0.5 },
    ticks,
  };
}

export const shortened = (words: string, most: number): string =>
  words.length > most ? `${words.slice(0, most - 1)}…` : words;

const CORNERS = 20;

function circle(x: number, y: number, radius: number): number[] {
  return Array.from({ length: CORNERS + 1 }, (_, i) => (2 * Math.PI * i) / CORNERS).flatMap((angle) => [
    x + radius * Math.cos(angle),
    y + radius * Math.sin(angle),
  ]);
}

export function disc(x: number, y: number, radius: number, colour: string, alpha = 1): Shape {
  return { kind: 'area', points: Float64Array.from(circle(x, y, radius)), colour, alpha };
}

/** Filled with the ground, so that lines behind it do not make it look full. */
export function ring(x: number, y: number, radius: number, colour: string, ground: string): Shape[] {
  return [disc(x, y, radius, ground), stroke(circle(x, y, radius), colour, 1.4)];
}

export function box(
  left: number,
  top: number,
  right: number,
  bottom: number,
  colour: string,
  alpha = 1,
): Shape {
  const points = Float64Array.of(left, top, right, top, right, bottom, left, bottom);
  return { kind: 'area', points, colour, alpha };
}

/** The outline of a box. */
export const frame = (left: number, top: number, right: number, bottom: number, colour: string): Shape =>
  stroke([left, top, right, top, right, bottom, left, bottom, left, top], colour, 1);

const HATCH_GAP = 9;

/** Slanting lines across a box, for what has no number because it is beyond what was seen. */
export function hatch(left: number, top: number, right: number, bottom: number, colour: string): Shape[] {
  const [width, height] = [right - left, bottom - top];
  const lines: Shape[] = [];
  for (let along = HATCH_GAP; along < width + height; along += HATCH_GAP) {
    const from = [left + Math.max(0, along - height), top + Math.min(along, height)];
    const to = [left + Math.min(along, width), top + Math.max(0, along - width)];
    lines.push(stroke([...from, ...to], colour, 1, [], 0.35));
  }
  return lines;
}

export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  readonly sample: 'line' | 'tick' | 'disc' | 'ring' | 'box' | 'frame' | 'none';
  /** Lengths of line and gap in pixels. */
  readonly dash?: readonly number[];
}

const LEGEND_ROW = 16;
const LETTER = 6.1;
const SAMPLE = 28;

/** Entries in rows no wider than `width`; where they take more rows than `most`, the last entry says how many are left. */
export function legendRows(entries: readonly LegendEntry[], width: number, most = 4): LegendEntry[][] {
  const rows = rowsWithin(entries, width);
  const shown = rows.slice(0, most);
  const last = shown.at(-1);
  if (!last || rows.length <= most) return shown;
  let more = moreThan(entries, shown);
  while (last.length > 0 && rowWidth([...last, more]) > width) {
    last.pop();
    more = moreThan(entries, shown);
  }
  last.push(more);
  return shown;
}

function rowsWithin(entries: readonly LegendEntry[], width: number): LegendEntry[][] {
  const rows: LegendEntry[][] = [];
  for (const entry of entries) {
    const row = rows.at(-1);
    if (row && rowWidth([...row, entry]) <= width) row.push(entry);
    else rows.push([entry]);
  }
  return rows;
}

const moreThan = (entries: readonly LegendEntry[], shown: readonly LegendEntry[][]): LegendEntry => ({
  label: `and ${entries.length - shown.flat().length} more`,
  colour: '',
  sample: 'none',
});

const rowWidth = (row: readonly LegendEntry[]): number =>
  row.reduce((width, entry) => width + entryWidth(entry), 0);

const entryWidth = ({ label }: LegendEntry): number => SAMPLE + 12 + label.length * LETTER;

export const legendHeight = (rows: readonly (readonly LegendEntry[])[]): number => rows.length * LEGEND_ROW;

export function legendShapes(
  rows: readonly (readonly LegendEntry[])[],
  left: number,
  top: number,
  ink: Ink,
): Shape[] {
  return rows.flatMap((row, i) => {
    const y = top + (i + 1) * LEGEND_ROW - 4;
    let x = left;
    return row.flatMap((entry) => {
      const at = x;
      x += entryWidth(entry);
      return [...sampleShapes(entry, at, y - 4, ink), text(at + SAMPLE, y, entry.label, ink.text, 'start')];
    });
  });
}

function sampleShapes({ sample, colour, dash = [] }: LegendEntry, x: number, y: number, ink: Ink): Shape[] {
  switch (sample) {
    case 'tick':
      return [stroke([x + 11, y - 5, x + 11, y + 5], colour, 2)];
    case 'disc':
      return [disc(x + 11, y, 3.5, colour)];
    case 'ring':
      return ring(x + 11, y, 3.5, colour, ink.ground);
    case 'box':
      return [box(x + 5, y - 5, x + 19, y + 5, colour, BOX_ALPHA)];
    case 'frame':
      return [frame(x + 5, y - 5, x + 19, y + 5, colour)];
    case 'none':
      return [];
    default:
      return [stroke([x, y, x + 22, y], colour, 1.8, dash)];
  }
}

/** How strong a cell's colour is at most, so that its text stays readable in both themes. */
export const BOX_ALPHA = 0.5;

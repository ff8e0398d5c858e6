/** @file A chart made ready for drawing: both axes with their ranges, every line in axis units. The screen and the
 *  saved picture draw the same frame. */
import {
  EMPTY_EXTENT,
  extendExtent,
  isEmpty,
  makeScale,
  toAxisArray,
  wholeRange,
  type AxisRange,
  type AxisScale,
  type Extent,
  type ScaleKind,
} from './axis-scale.ts';
import type { ChartModel, ChartSeries, Level, Rule, Span, StepWindow } from './chart-model.ts';
import { dropOuts } from './group-statistics.ts';
import { lowerBound } from './nearest.ts';
import { smooth } from './smoothing.ts';
import { CROWD, type LineWeight, type Stroke } from './strokes.ts';
import { axisTicks, type Tick } from './ticks.ts';
import { metricText } from '../ui/format.ts';

export interface AxisView {
  readonly scale: AxisScale;
  readonly range: AxisRange;
  ticks(pixels: number): Tick[];
}

export interface DrawnLine {
  readonly id: string;
  readonly stroke: Stroke;
  readonly weight: LineWeight;
  /** In axis units. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly band: { readonly low: Float64Array; readonly high: Float64Array } | null;
  /** The value of a line that still grows, as it is read; null of others. */
  readonly live: string | null;
  /** Where runs drop out of a group: place of the point, and how many are left. */
  readonly drops: readonly { readonly x: number; readonly y: number; readonly n: number }[];
}

export interface ChartFrame {
  readonly x: AxisView;
  readonly y: AxisView;
  readonly lines: readonly DrawnLine[];
  readonly rules: readonly Rule[];
  readonly levels: readonly Level[];
  readonly spans: readonly Span[];
  /** Lines of this id stand out, the others step back; null for no difference. */
  readonly highlight: string | null;
  /** So many bold lines that they have to be fine ones. */
  readonly crowded: boolean;
}

export interface FrameOptions {
  readonly x: AxisScale;
  readonly xRange: AxisRange;
  readonly yScale: ScaleKind;
  /** Range of the y axis in values; null follows the model or the data in view. */
  readonly yRange: readonly [number, number] | null;
  /** Width of the smoothing window as a share of the axis; 0 is off. */
  readonly smoothing: number;
  readonly highlight: string | null;
}

/** Room above and below a fixed range, so that a line at 1.0 is not cut in half. */
const FIXED_PAD = 0.035;

export function makeFrame(model: ChartModel, options: FrameOptions): ChartFrame {
  const { x, xRange } = options;
  const window = { from: x.fromAxis(xRange.from), to: x.fromAxis(xRange.to) };
  const extent = valueExtent(model.series, window);
  const y = makeScale(options.yScale, options.yRange ? fixedExtent(options.yRange) : extent);
  const fixed = options.yRange ?? (options.yScale === 'linear' ? model.range : undefined);
  const yRange = fixed ? paddedRange(y, fixed) : wholeRange(y, extent, true);
  const lines = model.series.flatMap((series) => drawnLines(series, model, x, y, options));
  return {
    x: axisView(x, xRange, 42),
    y: axisView(y, yRange, 30, fixed),
    lines,
    rules: model.rules,
    levels: model.levels,
    spans: model.spans,
    highlight: options.highlight,
    crowded: lines.filter(({ weight }) => weight === 'bold').length >= CROWD,
  };
}

function axisView(
  scale: AxisScale,
  range: AxisRange,
  spacing: number,
  within?: readonly [number, number],
): AxisView {
  const inside = (tick: Tick) =>
    !within || (tick.value >= within[0] - 1e-12 && tick.value <= within[1] + 1e-12);
  return { scale, range, ticks: (pixels) => axisTicks(scale, range, pixels, spacing).filter(inside) };
}

const fixedExtent = ([min, max]: readonly [number, number]): Extent => ({
  min,
  max,
  minPositive: min > 0 ? min : max > 0 ? max / 1e6 : Infinity,
});

function paddedRange(scale: AxisScale, [low, high]: readonly [number, number]): AxisRange {
  const from = scale.toAxis(low);
  const to = scale.toAxis(high);
  const pad = (to - from) * FIXED_PAD;
  return { from: from - pad, to: to + pad };
}

/** Extent of the values in view, one neighbour on either side included, bands too. */
function valueExtent(series: readonly ChartSeries[], window: StepWindow): Extent {
  let extent = EMPTY_EXTENT;
  for (const { step, value, low, high } of series) {
    const from = Math.max(0, lowerBound(step, window.from) - 1);
    const to = Math.min(step.length, lowerBound(step, window.to) + 1);
    extent = extendExtent(extent, value, from, to);
    if (low) extent = extendExtent(extent, low, from, to);
    if (high) extent = extendExtent(extent, high, from, to);
  }
  return extent;
}

function drawnLines(
  series: ChartSeries,
  model: ChartModel,
  x: AxisScale,
  y: AxisScale,
  { smoothing, xRange }: FrameOptions,
): DrawnLine[] {
  const size = series.step.length;
  const last = series.live ? series.value[size - 1] : undefined;
  const raw: DrawnLine = {
    id: series.id,
    stroke: series.stroke,
    weight: series.weight,
    x: cachedAxis(x, series.step),
    y: cachedAxis(y, series.value),
    band:
      series.low && series.high ? { low: cachedAxis(y, series.low), high: cachedAxis(y, series.high) } : null,
    live: last === undefined || !Number.isFinite(last) ? null : metricText(last, model),
    drops: dropsOf(series, x, y),
  };
  if (smoothing === 0 || series.weight === 'faint' || size < 3) return [raw];
  const window = (xRange.to - xRange.from) * smoothing;
  const smoothed = smooth(series.step, series.value, x, window);
  return [
    { ...raw, weight: 'ghost', live: null, drops: [] },
    { ...raw, y: toAxisArray(y, smoothed), band: null },
  ];
}

/** More marks than this along one line would hide it. */
const MOST_DROPS = 5;

function dropsOf({ step, value, n }: ChartSeries, x: AxisScale, y: AxisScale): DrawnLine['drops'] {
  if (!n) return [];
  return dropOuts({ step, n })
    .slice(0, MOST_DROPS)
    .map((drop) => ({
      x: x.toAxis(drop.step),
      y: y.toAxis(value[lowerBound(step, drop.step)] as number),
      n: drop.n,
    }));
}

/** The model with every smoothed line besides its raw one, for files that hold what is drawn. */
export function withSmoothed(model: ChartModel, x: AxisScale, window: number): ChartModel {
  if (window <= 0) return model;
  const series = model.series.flatMap((one) => {
    if (one.weight === 'faint' || one.step.length < 3) return [one];
    const { low: _low, high: _high, n: _n, ...line } = one;
    return [one, { ...line, label: `${one.label}, smoothed`, value: smooth(one.step, one.value, x, window) }];
  });
  return { ...model, series };
}

/** Axis units of an array, kept while array and axis stay the same: zooming must not take thousands of logarithms. */
const cache = new WeakMap<Float64Array, { kind: string; gutter: number | null; axis: Float64Array }>();

function cachedAxis(scale: AxisScale, values: Float64Array): Float64Array {
  if (scale.kind === 'linear') return values;
  const known = cache.get(values);
  if (known && known.kind === scale.kind && known.gutter === scale.gutter) return known.axis;
  const axis = toAxisArray(scale, values);
  cache.set(values, { kind: scale.kind, gutter: scale.gutter, axis });
  return axis;
}

/** Extent of all steps of the series, and of `budget` where an axis should reach to the end that is planned. */
export function stepExtent(series: readonly { readonly step: Float64Array }[], budget = 0): Extent {
  let extent = EMPTY_EXTENT;
  for (const { step } of series) {
    // Steps increase strictly, so the ends and the first positive one say everything.
    const n = step.length;
    if (n === 0) continue;
    const first = step[0] as number;
    const positive = first > 0 ? first : (step[1] ?? Infinity);
    extent = {
      min: Math.min(extent.min, first),
      max: Math.max(extent.max, step[n - 1] as number),
      minPositive: Math.min(extent.minPositive, positive),
    };
  }
  if (budget <= 0) return extent;
  if (isEmpty(extent)) return { min: 0, max: budget, minPositive: 1 };
  return {
    min: extent.min,
    max: Math.max(extent.max, budget),
    minPositive: Math.min(extent.minPositive, budget),
  };
}

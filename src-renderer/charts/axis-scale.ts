/** @file Linear and logarithmic axes. A chart is drawn in axis units: the value itself, or its log10; what has no
 *  logarithm (step 0, a loss of exactly 0) sits in a small gutter at the low end, so it is shown and never distorts. */

export type ScaleKind = 'linear' | 'log';

/** What an axis has to hold. `minPositive` is Infinity where nothing is positive. */
export interface Extent {
  readonly min: number;
  readonly max: number;
  readonly minPositive: number;
}

/** A part of an axis, in axis units. */
export interface AxisRange {
  readonly from: number;
  readonly to: number;
}

export interface AxisScale {
  readonly kind: ScaleKind;
  /** Where zero sits on a log axis, in axis units; null where the axis has no gutter. */
  readonly gutter: number | null;
  /** Axis units of the smallest positive value; ticks of a log axis begin there. */
  readonly lowest: number;
  /** Axis units of a value; NaN where it has no place. */
  toAxis(value: number): number;
  /** The value at a place of the axis. Inside the gutter it is 0. */
  fromAxis(position: number): number;
}

/** Share of a log axis between the smallest positive value and zero's place. */
const GUTTER_SHARE = 0.07;
/** The least distance of zero's place from the smallest positive value, in decades. */
const GUTTER_LEAST = 0.08;

const LINEAR: AxisScale = {
  kind: 'linear',
  gutter: null,
  lowest: -Infinity,
  toAxis: (value) => value,
  fromAxis: (position) => position,
};

export const EMPTY_EXTENT: Extent = { min: Infinity, max: -Infinity, minPositive: Infinity };

/** The extent with every finite value of `values[from, to)` taken in. */
export function extendExtent(
  extent: Extent,
  values: ArrayLike<number>,
  from = 0,
  to = values.length,
): Extent {
  let { min, max, minPositive } = extent;
  for (let i = from; i < to; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value > 0 && value < minPositive) minPositive = value;
  }
  return { min, max, minPositive };
}

export const isEmpty = (extent: Extent): boolean => extent.min > extent.max;

/** An axis for values of that extent. A log axis has a gutter when the extent reaches down to zero or below. */
export function makeScale(kind: ScaleKind, extent: Extent): AxisScale {
  if (kind === 'linear') return LINEAR;
  const lowest = Number.isFinite(extent.minPositive) ? Math.log10(extent.minPositive) : 0;
  const highest = extent.max > 0 ? Math.log10(extent.max) : lowest + 1;
  const gap = Math.max((highest - lowest) * GUTTER_SHARE, GUTTER_LEAST);
  const gutter = extent.min <= 0 ? lowest - gap : null;
  const edge = lowest - gap / 2;
  return {
    kind,
    gutter,
    lowest,
    toAxis: (value) => (value > 0 ? Math.log10(value) : value <= 0 && gutter !== null ? gutter : NaN),
    fromAxis: (position) => (gutter !== null && position < edge ? 0 : 10 ** position),
  };
}

/** The whole axis, with room for zero's gutter. `roomy` keeps a few percent free at both ends. */
export function wholeRange(scale: AxisScale, extent: Extent, roomy = false): AxisRange {
  if (isEmpty(extent)) return scale.kind === 'log' ? { from: 0, to: 3 } : { from: 0, to: 1 };
  const lowest = scale.gutter ?? scale.toAxis(scale.kind === 'log' ? extent.minPositive : extent.min);
  const highest = extent.max > 0 || scale.kind === 'linear' ? scale.toAxis(extent.max) : lowest;
  const span = highest - lowest;
  if (span <= 0) {
    const half = scale.kind === 'log' ? 0.5 : Math.max(Math.abs(lowest) * 0.1, 0.5);
    return { from: lowest - half, to: lowest + half };
  }
  const gutterPad = scale.gutter === null ? 0 : span * 0.018;
  const pad = roomy ? span * 0.05 : 0;
  return { from: lowest - Math.max(gutterPad, pad), to: highest + pad };
}

/** `values` in axis units. */
export function toAxisArray(scale: AxisScale, values: Float64Array): Float64Array {
  return scale.kind === 'linear' ? values : values.map(scale.toAxis);
}

/** @file The series of one run as far as they are known here, and how increments are merged into them. Pure:
 *  every function gives a new value, so that a drawn array is never changed underneath a chart. */
import type { Curve } from '../../src-main/contract/values/evaluation-points.ts';
import type { MetricName } from '../../src-main/contract/values/metric.ts';
import type { EventPayload } from '../../src-main/contract/wire/events.ts';

export interface RunPoints {
  readonly revision: number;
  /** Every point up to this step is here (or was left out on purpose, by decimation); −1 before the first. */
  readonly cursor: number;
  readonly curves: Readonly<Partial<Record<MetricName, PlainCurve>>>;
  /** Points that came as increments since the last reading. */
  readonly appended: number;
}

export type PlainCurve = Pick<Curve, 'step' | 'value' | 'seconds' | 'decimated'>;
type Increment = EventPayload<'run.points'>;

const EMPTY = new Float64Array(0);
export const EMPTY_CURVE: PlainCurve = { step: EMPTY, value: EMPTY, seconds: EMPTY, decimated: false };

/**
 * What was read of a run.
 * @param seen last step that was announced before the reading began. It is committed, so the reading holds it even
 *   when none of the metrics asked for was taken there.
 */
export function pointsOf(
  revision: number,
  metrics: readonly MetricName[],
  curves: readonly Curve[],
  seen: number,
): RunPoints {
  const entries = metrics.map((metric) => [
    metric,
    curves.find((curve) => curve.metric === metric) ?? EMPTY_CURVE,
  ]);
  const last = curves.map(({ step }) => step.at(-1) ?? -1);
  return { revision, cursor: Math.max(seen, ...last), curves: Object.fromEntries(entries), appended: 0 };
}

export type Merge =
  | { readonly kind: 'merged'; readonly points: RunPoints }
  | { readonly kind: 'old' }
  | { readonly kind: 'reread' };

/** Appends an increment. Steps that are here already are passed over; a hole or a newer revision asks for a reading. */
export function mergePoints(points: RunPoints, increment: Increment): Merge {
  if (increment.revision < points.revision) return { kind: 'old' };
  if (increment.revision > points.revision || increment.after > points.cursor) return { kind: 'reread' };
  const last = increment.step.at(-1) ?? -1;
  if (last <= points.cursor) return { kind: 'old' };
  const first = increment.step.findIndex((step) => step > points.cursor);
  const curves = { ...points.curves };
  for (const metric of Object.keys(curves) as MetricName[]) {
    const values = increment.values[metric];
    if (values) curves[metric] = append(curves[metric] ?? EMPTY_CURVE, increment, values, first);
  }
  const appended = points.appended + increment.step.length - first;
  return { kind: 'merged', points: { ...points, cursor: last, curves, appended } };
}

/** NaN stands for a metric that was not taken at a step, so it adds no point. */
function append(curve: PlainCurve, increment: Increment, values: Float64Array, first: number): PlainCurve {
  const taken: number[] = [];
  for (let i = first; i < values.length; i++) if (!Number.isNaN(values[i])) taken.push(i);
  if (taken.length === 0) return curve;
  const extend = (old: Float64Array, more: Float64Array) => {
    const longer = new Float64Array(old.length + taken.length);
    longer.set(old);
    for (const [i, from] of taken.entries()) longer[old.length + i] = more[from] as number;
    return longer;
  };
  return {
    step: extend(curve.step, increment.step),
    value: extend(curve.value, values),
    seconds: extend(curve.seconds, increment.seconds),
    decimated: curve.decimated,
  };
}

/** Without the points after a step, as a run looks that was cut back to a checkpoint. */
export function cutAfter(points: RunPoints, revision: number, after: number): RunPoints {
  const curves = Object.fromEntries(
    Object.entries(points.curves).map(([metric, curve]) => [metric, cutCurve(curve, -Infinity, after)]),
  );
  return { ...points, revision, cursor: Math.min(points.cursor, after), curves };
}

/** The points with `from <= step <= to`. */
function cutCurve(curve: PlainCurve, from: number, to: number): PlainCurve {
  let start = 0;
  while (start < curve.step.length && (curve.step[start] as number) < from) start++;
  let end = curve.step.length;
  while (end > start && (curve.step[end - 1] as number) > to) end--;
  if (start === 0 && end === curve.step.length) return curve;
  return {
    step: curve.step.slice(start, end),
    value: curve.value.slice(start, end),
    seconds: curve.seconds.slice(start, end),
    decimated: curve.decimated,
  };
}

/** An overview with a closer reading of a part of it put in that part's place. */
export function withDetail(overview: PlainCurve, detail: PlainCurve, from: number, to: number): PlainCurve {
  if (!overview.decimated || detail.step.length === 0) return overview;
  const end = Math.min(to, detail.step.at(-1) as number);
  const left = cutCurve(overview, -Infinity, from - Number.EPSILON * Math.abs(from) - 1e-9);
  const right = cutCurve(overview, end + 1e-9, Infinity);
  const joined = (key: 'step' | 'value' | 'seconds') => {
    const array = new Float64Array(left.step.length + detail.step.length + right.step.length);
    array.set(left[key]);
    array.set(detail[key], left.step.length);
    array.set(right[key], left.step.length + detail.step.length);
    return array;
  };
  return {
    step: joined('step'),
    value: joined('value'),
    seconds: joined('seconds'),
    decimated: overview.decimated,
  };
}

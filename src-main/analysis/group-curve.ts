/** @file A group of runs as one curve with a band, over all steps at which any of them was evaluated.
 *
 *  Runs end at different steps, so n, the number of runs behind each step, belongs to the curve. A run counts from its
 *  first to its last finite evaluation; where it was not evaluated at a step that others were, its line is read off between
 *  its neighbours.
 *
 *  Lines: median or mean. Bands: quantiles (type 7), least and greatest value, one standard deviation s (with n − 1),
 *  one standard error s/√n, or the 95 % percentile interval of the line by bootstrap over whole runs: all steps of a
 *  resample are of the same runs, for a curve is one observation. */
import { resamples } from './bootstrap.ts';
import { quantile } from './quantile.ts';

export const GROUP_LINES = ['median', 'mean'] as const;
export type GroupLine = (typeof GROUP_LINES)[number];

export const GROUP_BANDS = [
  'quartiles',
  'deciles',
  'range',
  'deviation',
  'error',
  'bootstrap',
  'none',
] as const;
export type GroupBand = (typeof GROUP_BANDS)[number];

/** A run's line. Arrays of equal length, steps strictly increasing. */
export interface GroupMember {
  readonly step: Float64Array;
  readonly value: Float64Array;
}

export interface GroupCurve extends GroupMember {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Runs with a value at each step; falls where runs end before others. */
  readonly n: Float64Array;
}

/** Resamples of a band: fewer than for a single number, for there is one at every step. */
const BAND_RESAMPLES = 400;
const LEVEL = 0.95;

export function groupCurve(members: readonly GroupMember[], line: GroupLine, band: GroupBand): GroupCurve {
  const step = unionOfSteps(members);
  const size = step.length;
  const columns = members.map((member) => resample(member, step));
  const drawn = band === 'bootstrap' ? resamples(members.length, BAND_RESAMPLES) : [];
  const counts = countsOf(drawn, members.length);
  const out = {
    step,
    value: new Float64Array(size),
    low: new Float64Array(size),
    high: new Float64Array(size),
    n: new Float64Array(size),
  };
  for (let i = 0; i < size; i++) {
    const at = columns.map((column) => column[i] as number);
    const present = sortedFinite(at);
    out.n[i] = present.length;
    out.value[i] = middleOf(present, line);
    [out.low[i], out.high[i]] =
      band === 'bootstrap'
        ? bootstrapBand(at, line, counts)
        : bandAround(present, out.value[i] as number, band);
  }
  return out;
}

function sortedFinite(values: readonly number[]): Float64Array {
  return Float64Array.from(values.filter(Number.isFinite)).sort();
}

function middleOf(sorted: Float64Array, line: GroupLine): number {
  return line === 'median' ? quantile(sorted, 0.5) : mean(sorted);
}

function bandAround(sorted: Float64Array, centre: number, band: GroupBand): [number, number] {
  const n = sorted.length;
  if (n === 0) return [NaN, NaN];
  switch (band) {
    case 'quartiles':
      return [quantile(sorted, 0.25), quantile(sorted, 0.75)];
    case 'deciles':
      return [quantile(sorted, 0.1), quantile(sorted, 0.9)];
    case 'range':
      return [sorted[0] as number, sorted[n - 1] as number];
    case 'deviation':
    case 'error': {
      const deviation = standardDeviation(sorted, centre);
      const half = band === 'error' ? deviation / Math.sqrt(n) : deviation;
      return [centre - half, centre + half];
    }
    default:
      return [NaN, NaN];
  }
}

/** How often each member is in each resample: all that a mean or median needs to know of it. */
function countsOf(drawn: readonly Int32Array[], size: number): Int32Array[] {
  return drawn.map((members) => {
    const counts = new Int32Array(size);
    for (const j of members) counts[j] = (counts[j] as number) + 1;
    return counts;
  });
}

/** The interval of the line over the resamples; those in which no run has got to this step say nothing about it. */
function bootstrapBand(
  at: readonly number[],
  line: GroupLine,
  counts: readonly Int32Array[],
): [number, number] {
  const order = at.flatMap((value, j) => (Number.isFinite(value) ? [j] : []));
  order.sort((a, b) => (at[a] as number) - (at[b] as number));
  const middles = new Float64Array(counts.length);
  let found = 0;
  for (const count of counts) {
    const middle = line === 'mean' ? weightedMean(at, order, count) : weightedMedian(at, order, count);
    if (middle === middle) middles[found++] = middle;
  }
  const sorted = middles.subarray(0, found).sort();
  return [quantile(sorted, (1 - LEVEL) / 2), quantile(sorted, (1 + LEVEL) / 2)];
}

function weightedMean(at: readonly number[], order: readonly number[], count: Int32Array): number {
  let sum = 0;
  let total = 0;
  for (const j of order) {
    total += count[j] as number;
    sum += (count[j] as number) * (at[j] as number);
  }
  return sum / total;
}

/** The median of values that occur `count` times each, taken in ascending order. NaN when none occurs. */
function weightedMedian(at: readonly number[], order: readonly number[], count: Int32Array): number {
  let total = 0;
  for (const j of order) total += count[j] as number;
  const [below, above] = [(total - 1) >> 1, total >> 1];
  let passed = 0;
  let lower = NaN;
  for (const j of order) {
    passed += count[j] as number;
    if (lower !== lower && passed > below) lower = at[j] as number;
    if (passed > above) return (lower + (at[j] as number)) / 2;
  }
  return NaN;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length ? sum / values.length : NaN;
}

/** With n − 1; 0 of a single value. */
function standardDeviation(values: Float64Array, centre: number): number {
  if (values.length < 2) return 0;
  let sum = 0;
  for (const value of values) sum += (value - centre) ** 2;
  return Math.sqrt(sum / (values.length - 1));
}

function unionOfSteps(members: readonly GroupMember[]): Float64Array {
  const first = members[0];
  if (first && members.every((m) => sameSteps(m.step, first.step))) return first.step;
  const steps = new Set<number>();
  for (const member of members) for (const step of member.step) steps.add(step);
  return Float64Array.from(steps).sort();
}

function sameSteps(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The member's values at `steps`, NaN before its first and after its last finite evaluation. */
function resample({ step, value }: GroupMember, steps: Float64Array): Float64Array {
  if (step === steps) return value;
  const out = new Float64Array(steps.length).fill(NaN);
  let j = 0;
  for (let i = 0; i < steps.length; i++) {
    const wanted = steps[i] as number;
    while (j < step.length && (step[j] as number) < wanted) j++;
    if (j === step.length) break;
    const right = step[j] as number;
    if (right === wanted) out[i] = value[j] as number;
    else if (j > 0) {
      const left = step[j - 1] as number;
      const share = (wanted - left) / (right - left);
      out[i] = (value[j - 1] as number) * (1 - share) + (value[j] as number) * share;
    }
  }
  return out;
}

/** @file One line and one band for a group of runs, with the number of runs behind each step. */
import type { SeriesData } from './nearest.ts';

export const LINES = ['median', 'mean'] as const;
export type GroupLine = (typeof LINES)[number];

export const BANDS = ['quartiles', 'deciles', 'range', 'deviation', 'error', 'none'] as const;
export type GroupBand = (typeof BANDS)[number];

export const BAND_WORDS: Readonly<Record<GroupBand, string>> = {
  quartiles: '25–75 %',
  deciles: '10–90 %',
  range: 'min–max',
  deviation: '± 1 standard deviation',
  error: '± 1 standard error',
  none: '',
};

/** The bands that make sense around each line. */
export const BANDS_OF: Readonly<Record<GroupLine, readonly GroupBand[]>> = {
  median: ['quartiles', 'deciles', 'range', 'none'],
  mean: ['deviation', 'error', 'range', 'none'],
};

export interface GroupCurve extends SeriesData {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Runs with a value at each step; falls where runs end before others. */
  readonly n: Float64Array;
}

/**
 * Line and band over all steps at which any member was evaluated. A member counts from its first to its last finite
 * evaluation; where it was not evaluated at a step that others were, its line is read off between its neighbours.
 */
export function groupCurve(members: readonly SeriesData[], line: GroupLine, band: GroupBand): GroupCurve {
  const step = unionOfSteps(members);
  const size = step.length;
  const out = {
    step,
    value: new Float64Array(size),
    seconds: new Float64Array(0),
    low: new Float64Array(size),
    high: new Float64Array(size),
    n: new Float64Array(size),
  };
  const columns = members.map((member) => resample(member, step));
  const sample = new Float64Array(members.length);
  for (let i = 0; i < size; i++) {
    let n = 0;
    for (const column of columns) {
      const value = column[i] as number;
      if (Number.isFinite(value)) sample[n++] = value;
    }
    const present = sample.subarray(0, n).sort();
    out.n[i] = n;
    const centre = line === 'median' ? quantile(present, 0.5) : mean(present);
    out.value[i] = centre;
    [out.low[i], out.high[i]] = bandAround(present, centre, band);
  }
  return out;
}

function bandAround(sorted: Float64Array, centre: number, band: GroupBand): [number, number] {
  const n = sorted.length;
  if (n === 0 || band === 'none') return [NaN, NaN];
  switch (band) {
    case 'quartiles':
      return [quantile(sorted, 0.25), quantile(sorted, 0.75)];
    case 'deciles':
      return [quantile(sorted, 0.1), quantile(sorted, 0.9)];
    case 'range':
      return [sorted[0] as number, sorted[n - 1] as number];
    default: {
      const deviation = standardDeviation(sorted, centre);
      const half = band === 'error' ? deviation / Math.sqrt(n) : deviation;
      return [centre - half, centre + half];
    }
  }
}

/** Quantile of sorted values, straight between neighbours (Hyndman and Fan's type 7); NaN of nothing. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return NaN;
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (place - below);
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

function unionOfSteps(members: readonly SeriesData[]): Float64Array {
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
function resample({ step, value }: SeriesData, steps: Float64Array): Float64Array {
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

/** How a group is named in a legend: `median, 25–75 %, n = 10`, or `n = 10 → 4` where runs drop out. */
export function describeGroup(curve: GroupCurve, line: GroupLine, band: GroupBand): string {
  let least = Infinity;
  let most = 0;
  for (const n of curve.n) {
    if (n > most) most = n;
    if (n > 0 && n < least) least = n;
  }
  const last = curve.n.at(-1) ?? 0;
  const count = last < most ? `n = ${most} → ${last}` : `n = ${most}`;
  return [line, BAND_WORDS[band], count].filter(Boolean).join(', ');
}

/** The steps at which the number of runs falls, with the number left. */
export function dropOuts(curve: Pick<GroupCurve, 'step' | 'n'>): { step: number; n: number }[] {
  const drops: { step: number; n: number }[] = [];
  for (let i = 1; i < curve.n.length; i++) {
    const n = curve.n[i] as number;
    if (n < (curve.n[i - 1] as number)) drops.push({ step: curve.step[i - 1] as number, n });
  }
  return drops;
}

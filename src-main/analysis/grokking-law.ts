/** @file Laws for grokking time as a function of one setting, fitted to all runs, censored ones included.
 *
 *  `inverse`      T = C / x. For the weight decay: the norm has to shrink, and shrinks by 1 − ηλ a step (measured from the
 *                 stored runs of Nanda et al. 2023: a tenth of the decay takes twelve times as long).
 *  `norm-decay`   T = ln(w₀/w_c) / (ηλ), with w₀ the initial norm and w_c the norm at which the solution generalises
 *                 (Liu, Michaud and Tegmark 2023, "Omnigrok").
 *  `exponential`  T = C e^(b x). For the train fraction: near the least fraction, one percentage point less takes 40 to
 *                 50 % longer (Power et al. 2022, figure 1, centre).
 *  `power`        T = C xᵇ: no theory, but it tells whether the exponent of a law is borne out.
 *
 *  The scatter about a law is log-normal (see `survival/log-normal-regression.ts`). */
import { positive, type IntervalTime } from './survival/censored-time.ts';
import { fitLogNormal, type LogNormalFit } from './survival/log-normal-regression.ts';
import { intervalWidth } from './numerics/normal.ts';

export const LAW_IDS = ['inverse', 'norm-decay', 'exponential', 'power'] as const;
export type LawId = (typeof LAW_IDS)[number];

/** A run as a law sees it. */
export interface LawPoint {
  /** The setting. */
  readonly x: number;
  /** The grokking time, in steps. */
  readonly time: IntervalTime;
  /** Norm of all weights at step 0; null where it was not recorded. */
  readonly initialNorm: number | null;
  /** ηλ, the share of its length that a weight loses a step; null where decay does not act so. */
  readonly decayRate: number | null;
}

export interface LawParameter {
  readonly name: string;
  readonly value: number;
  /** Ends of the 95 % interval; null where the data do not bound it. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface LawFit {
  readonly law: LawId;
  readonly formula: string;
  readonly parameters: readonly LawParameter[];
  /** Scatter of ln T of runs about the law. */
  readonly sigma: number;
  /** Akaike's criterion: of two laws for the same runs the one with less describes them better. */
  readonly aic: number;
  /** Runs in the fit, and those left out because the law has no value for them (x = 0, no norm recorded). */
  readonly n: number;
  /** Those of the runs in the fit that did not get there while they were watched. */
  readonly censored: number;
  readonly leftOut: number;
  /** The law's median for a run, in steps; null where it has none. */
  readonly predict: (point: Omit<LawPoint, 'time'>) => number | null;
}

/** A law as a function on ln T. */
interface Law {
  readonly formula: string;
  /** Whether it has a value for such a run. */
  readonly covers: (point: LawPoint) => boolean;
  readonly start: (points: readonly LawPoint[]) => readonly { value: number; size: number }[];
  /** ln of the median; NaN where the law has no value. */
  readonly location: (parameters: readonly number[], point: Omit<LawPoint, 'time'>) => number;
  /** Names of the parameters as people read them, with how each comes from the fitted one. */
  readonly shown: readonly { readonly name: string; readonly of: (fitted: number) => number }[];
}

const identity = (value: number) => value;

const LAWS: Readonly<Record<LawId, Law>> = {
  inverse: {
    formula: 'T = C / x',
    covers: ({ x }) => x > 0,
    start: (points) => [{ value: meanLog(points, (p) => Math.log(p.x)), size: 1 }],
    location: ([logC], { x }) => (logC as number) - Math.log(x),
    shown: [{ name: 'C', of: Math.exp }],
  },
  'norm-decay': {
    formula: 'T = ln(w0 / wc) / (learningRate · weightDecay)',
    covers: ({ initialNorm, decayRate }) => (initialNorm ?? 0) > 0 && (decayRate ?? 0) > 0,
    start: (points) => [
      { value: Math.min(...points.map((p) => Math.log(p.initialNorm ?? NaN))) - 0.7, size: 0.3 },
    ],
    location: ([logCritical], { initialNorm, decayRate }) =>
      Math.log(Math.log(initialNorm ?? NaN) - (logCritical as number)) - Math.log(decayRate ?? NaN),
    shown: [{ name: 'wc', of: Math.exp }],
  },
  exponential: {
    formula: 'T = C · exp(b · x)',
    covers: ({ x }) => Number.isFinite(x),
    start: (points) => [
      { value: meanLog(points, () => 0), size: 1 },
      { value: 0, size: 1 / spread(points.map((p) => p.x)) },
    ],
    location: ([logC, b], { x }) => (logC as number) + (b as number) * x,
    shown: [
      { name: 'C', of: Math.exp },
      { name: 'b', of: identity },
    ],
  },
  power: {
    formula: 'T = C · x^b',
    covers: ({ x }) => x > 0,
    start: (points) => [
      { value: meanLog(points, () => 0), size: 1 },
      { value: 0, size: 1 / spread(points.map((p) => Math.log(p.x))) },
    ],
    location: ([logC, b], { x }) => (logC as number) + (b as number) * Math.log(x),
    shown: [
      { name: 'C', of: Math.exp },
      { name: 'b', of: identity },
    ],
  },
};

/** Numbers that stand for a draw and are no quantity. */
const DRAWS: ReadonlySet<string> = new Set(['seed', 'task.splitSeed']);

/** The laws that the literature has for a setting, and the power law for any other. */
export function lawsFor(path: string): readonly LawId[] {
  if (DRAWS.has(path)) return [];
  if (path === 'optimizer.weightDecay') return ['inverse', 'norm-decay', 'power'];
  if (path === 'optimizer.learningRate') return ['norm-decay', 'power'];
  if (path === 'task.trainFraction') return ['exponential', 'power'];
  return ['power'];
}

/** With two values every law of two parameters fits, whatever is true. */
export const LEAST_VALUES = 3;

/** How many values of the setting the law has a time for: none of those at 0, for most laws. */
export function valuesCovered(id: LawId, points: readonly LawPoint[]): number {
  return new Set(points.filter(LAWS[id].covers).map(({ x }) => x)).size;
}

/** @returns null where the data cannot tell: fewer values of the setting than LEAST_VALUES, or no more events than
 *  parameters */
export function fitLaw(id: LawId, points: readonly LawPoint[]): LawFit | null {
  const law = LAWS[id];
  if (valuesCovered(id, points) < LEAST_VALUES) return null;
  const known = points.filter(law.covers);
  const times = positive(known.map(({ time }) => time));
  const fit = fitLogNormal(times, (b, i) => law.location(b, known[i] as LawPoint), law.start(known));
  if (!fit) return null;
  return {
    law: id,
    formula: law.formula,
    parameters: law.shown.map((shown, i) => shownParameter(shown, fit, i)),
    sigma: fit.sigma,
    aic: 2 * (fit.parameters.length + 1) - 2 * fit.logLikelihood,
    n: known.length,
    censored: known.filter(({ time }) => time.high === Infinity).length,
    leftOut: points.length - known.length,
    predict: (point) => finiteOrNull(Math.exp(law.location(fit.parameters, point))),
  };
}

function shownParameter(
  { name, of }: Law['shown'][number],
  { parameters, errors }: LogNormalFit,
  i: number,
): LawParameter {
  const [value, error] = [parameters[i] as number, errors[i] ?? null];
  const half = error === null ? null : intervalWidth(0.95) * error;
  return {
    name,
    value: of(value),
    low: half === null ? null : of(value - half),
    high: half === null ? null : of(value + half),
  };
}

/** Mean of ln T + `plus` over the runs that got there, or of where they were last seen. */
function meanLog(points: readonly LawPoint[], plus: (point: LawPoint) => number): number {
  const seen = points.map((point) => {
    const { low, high } = point.time;
    return Math.log(Math.max(1, high < Infinity ? (low + high) / 2 : low)) + plus(point);
  });
  return seen.reduce((a, b) => a + b, 0) / seen.length;
}

function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values) || 1;
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

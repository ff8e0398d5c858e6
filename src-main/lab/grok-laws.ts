/** @file Laws of the literature over the groups of a question: fitted to every run, or why there is none. */
import { intervalTime, isObservation } from '../analysis/grokking-time.ts';
import {
  fitLaw,
  lawsFor,
  LEAST_VALUES,
  valuesCovered,
  type LawFit,
  type LawPoint,
} from '../analysis/grokking-law.ts';
import { isComplete } from '../contract/values/foreign-run.ts';
import type { RunRecord } from '../contract/values/run-record.ts';
import type { GrokGroup, GrokLaw, GrokTimes } from '../contract/wire/grok-times.ts';
import type { ObservedGroup } from './observed-group.ts';

/** The norm of all weights before the first step; null where it was not recorded. */
type InitialNorm = (run: RunRecord) => number | null;

type Laws = Pick<GrokTimes, 'laws' | 'noLaw' | 'lawCaution'>;

/** Where there is nothing that a law could be of. */
export const NO_LAWS: Laws = { laws: [], noLaw: null, lawCaution: null };

export function fittedLaws(
  path: string,
  groups: readonly ObservedGroup[],
  summaries: readonly GrokGroup[],
  initialNorm: InitialNorm,
): Laws {
  const laws = lawsFor(path);
  const known = groups.filter(({ unknown }) => !unknown);
  const numeric = known.every(({ values }) => typeof values[0] === 'number');
  if (laws.length === 0 || known.length === 0 || !numeric) return NO_LAWS;
  const withNorm = laws.includes('norm-decay');
  const points = groups.map((group) => pointsOf(group, withNorm ? initialNorm : () => null));
  const watched = points.filter((group) => group.length > 0).length;
  const covered = Math.max(...laws.map((law) => valuesCovered(law, points.flat())));
  if (covered < LEAST_VALUES) return noLawSince(tooFewValues(path, watched, covered));
  const events = points.map((group) => group.filter(({ time }) => Number.isFinite(time.high)).length);
  const grokked = events.filter((n) => n > 0).length;
  if (grokked < LEAST_GROKKED) return noLawSince(tooFewGrokked(path, grokked));
  const fitted = laws.flatMap((law) => {
    const fit = fitLaw(law, points.flat());
    return fit ? [lawOf(fit, points, summaries)] : [];
  });
  if (fitted.length === 0) return noLawSince('too few runs grokked to fit one');
  return { laws: fitted, noLaw: null, lawCaution: Math.max(...events) > 1 ? null : singleEvents(path) };
}

const noLawSince = (noLaw: string): Laws => ({ ...NO_LAWS, noLaw });

/**
 * A law through one event per value. Nothing tells then how far apart runs of the same setting lie: chance about a law that
 * holds, and a law that does not hold, look the same, and scatter, intervals and AIC take the law for true. It is drawn for
 * all that, since three values ask of a curve of two parameters something that it may fail, and the eye would put a line
 * through the points anyway; but it is called what it is, and said what would make it more.
 */
function singleEvents(path: string): string {
  return `at no value of ${path} did more than one run grok, so that chance and a wrong law look the same; more seeds tell them apart`;
}

/** Values at which something grokked, below which the slope of a law is its own assumption. */
const LEAST_GROKKED = 2;

function tooFewGrokked(path: string, grokked: number): string {
  const where = grokked === 0 ? 'none' : 'one';
  return `it takes ${LEAST_GROKKED} values of ${path} at which runs grokked, and there is ${where}`;
}

/** @param covered the most that one law has a time for, of those that were watched */
function tooFewValues(path: string, watched: number, covered: number): string {
  const which = covered < watched ? ' and that a law covers' : '';
  return `it takes ${LEAST_VALUES} values of ${path} with runs that were watched${which}, and there ${covered === 1 ? 'is' : 'are'} ${covered}`;
}

/** No point where the setting is not known. */
function pointsOf({ values, unknown, runs }: ObservedGroup, initialNorm: InitialNorm): LawPoint[] {
  if (unknown) return [];
  return runs
    .filter(({ observation }) => isObservation(observation))
    .map(({ run, observation }) => ({
      x: values[0] as number,
      time: intervalTime(observation),
      initialNorm: initialNorm(run),
      decayRate: decayRate(run),
    }));
}

function lawOf(fit: LawFit, points: readonly LawPoint[][], summaries: readonly GrokGroup[]): GrokLaw {
  const { predict, parameters, ...rest } = fit;
  const residuals = points.map((group, i) => {
    const logs = group.map((point) => Math.log(predict(point) ?? NaN));
    const predicted = Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length);
    const median = summaries[i]?.median ?? null;
    if (!Number.isFinite(predicted)) return { predicted: null, residual: null };
    return { predicted, residual: median ? Math.log(median / predicted) : null };
  });
  return { ...rest, parameters: parameters.map((one) => ({ ...one })), residuals };
}

/** ηλ where each step takes that share of a weight: decoupled decay, and plain gradient descent. */
function decayRate({ config }: RunRecord): number | null {
  if (!isComplete(config)) return null;
  const { optimizer } = config;
  const { learningRate, weightDecay } = optimizer;
  const plain = optimizer.kind === 'sgd' && optimizer.momentum === 0;
  return optimizer.decay === 'decoupled' || plain ? learningRate * weightDecay : null;
}

/** @file Grokking time against settings: observes every run, groups them, and says what the groups have in common. */
import { isComplete } from '../contract/values/foreign-run.ts';
import {
  censoredTime,
  intervalTime,
  isObservation,
  observe,
  type Observation,
  type SeriesOf,
} from '../analysis/grokking-time.ts';
import { fitLaw, lawsFor, type LawFit, type LawPoint } from '../analysis/grokking-law.ts';
import { commonPhase, phaseOf } from '../analysis/phase.ts';
import { logRank } from '../analysis/survival/log-rank.ts';
import { commonHorizon, survivalSummary } from '../analysis/survival-summary.ts';
import { PHASES, checkDefinition, type Phase } from '../contract/values/grok-definition.ts';
import type { MetricName } from '../contract/values/metric.ts';
import type { RunRecord } from '../contract/values/run-record.ts';
import type {
  GrokGroup,
  GrokLaw,
  GrokPoint,
  GrokQuestion,
  GrokTimes,
  GroupValue,
} from '../contract/wire/grok-times.ts';
import type { StoreReader } from '../store/store.ts';
import { groupRuns, pathsToGroupBy, type RunGroup } from './group-runs.ts';

/** A run with what was found out about it. */
interface ObservedRun {
  readonly run: RunRecord;
  readonly observation: Observation;
  readonly phase: Phase | null;
}

interface ObservedGroup {
  readonly values: readonly GroupValue[];
  readonly runs: readonly ObservedRun[];
}

/** @throws LabError `bad-request` for a path that is none and for a definition that does not fit together */
export function readGrokTimes(
  reader: StoreReader,
  runs: readonly RunRecord[],
  question: GrokQuestion,
): GrokTimes {
  checkDefinition(question.definition);
  const by = pathsToGroupBy(runs, question.by);
  const observed = new Map(runs.map((run) => [run.id, observedRun(reader, run, question)]));
  const groups = groupRuns(runs, by).map((group: RunGroup): ObservedGroup => ({
    values: group.values,
    runs: group.runs.map((run) => observed.get(run.id) as ObservedRun),
  }));
  const summaries = summarised(groups, question);
  return {
    by,
    definition: question.definition,
    level: question.level,
    groups: summaries,
    points: groups.flatMap((group, i) => group.runs.map((one) => pointOf(one, i))),
    logRank: compared(groups),
    laws: by.length === 1 ? fittedLaws(reader, by[0] as string, groups, summaries) : [],
  };
}

function observedRun(reader: StoreReader, run: RunRecord, question: GrokQuestion): ObservedRun {
  const series = seriesOf(reader, run);
  return {
    run,
    observation: observe(run, question.definition, series),
    phase: question.phases && phaseOf(series, run.progress.step, question.phases),
  };
}

/** Reads a metric when it is first asked for. */
function seriesOf(reader: StoreReader, run: RunRecord): SeriesOf {
  const known = new Map<MetricName, ReturnType<SeriesOf>>();
  return (metric) => {
    const found = known.get(metric) ?? readSeries(reader, run, metric, null);
    known.set(metric, found);
    return found;
  };
}

function readSeries(reader: StoreReader, run: RunRecord, metric: MetricName, to: number | null) {
  const range = { width: null, scale: 'linear' as const, from: null, to };
  const [curve] = reader.curves({ runs: [run.id], metrics: [metric], ...range });
  return curve ?? { step: [], value: [] };
}

function summarised(groups: readonly ObservedGroup[], question: GrokQuestion): GrokGroup[] {
  const observations = groups.map(({ runs }) => runs.map(({ observation }) => observation));
  const { level, definition, phases } = question;
  const options = { level, delay: definition.delay, horizon: commonHorizon(observations) };
  return groups.map(({ values, runs }, i) => {
    const summary = survivalSummary(observations[i] as Observation[], options);
    const inPhases = phases && runs.map(({ phase }) => phase as Phase);
    return {
      values: [...values],
      ...summary,
      weibull: summary.weibull && withoutLikelihood(summary.weibull),
      phase: inPhases && commonPhase(inPhases),
      phases: inPhases && countsOf(inPhases),
      curve: columnsOf(summary.curve),
    };
  });
}

function withoutLikelihood({ shape, low, high, scale, shift }: NonNullable<GrokGroup['weibull']>) {
  return { shape, low, high, scale, shift };
}

function countsOf(phases: readonly Phase[]): Record<Phase, number> {
  const count = (phase: Phase) => phases.filter((one) => one === phase).length;
  return Object.fromEntries(PHASES.map((phase) => [phase, count(phase)])) as Record<Phase, number>;
}

type Rows = ReturnType<typeof survivalSummary>['curve'];

function columnsOf(rows: Rows): GrokGroup['curve'] {
  const column = (of: (row: Rows[number]) => number) => Float64Array.from(rows, of);
  return {
    time: column((row) => row.time),
    atRisk: column((row) => row.atRisk),
    events: column((row) => row.events),
    censored: column((row) => row.censored),
    survival: column((row) => row.survival),
    low: column((row) => row.low),
    high: column((row) => row.high),
  };
}

function pointOf({ run, observation, phase }: ObservedRun, group: number): GrokPoint {
  const { outcome, time, low, high } = observation;
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    run: run.id,
    name: run.name,
    group,
    outcome,
    time: finite(time),
    low: finite(low),
    high: finite(high),
    phase,
  };
}

function compared(groups: readonly ObservedGroup[]): GrokTimes['logRank'] {
  const result = logRank(
    groups.map(({ runs }) =>
      runs
        .map(({ observation }) => observation)
        .filter(isObservation)
        .map(censoredTime),
    ),
  );
  return result && { ...result, observed: [...result.observed], expected: [...result.expected] };
}

function fittedLaws(
  reader: StoreReader,
  path: string,
  groups: readonly ObservedGroup[],
  summaries: readonly GrokGroup[],
): GrokLaw[] {
  if (groups.some(({ values }) => typeof values[0] !== 'number')) return [];
  const laws = lawsFor(path);
  const withNorm = laws.includes('norm-decay');
  const points = groups.map(({ values, runs }) =>
    runs
      .filter(({ observation }) => isObservation(observation))
      .map(({ run, observation }): LawPoint => ({
        x: values[0] as number,
        time: intervalTime(observation),
        initialNorm: withNorm ? initialNorm(reader, run) : null,
        decayRate: decayRate(run),
      })),
  );
  return laws.flatMap((law) => {
    const fit = fitLaw(law, points.flat());
    return fit ? [lawOf(fit, points, summaries)] : [];
  });
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

/** Norm of all weights before the first step; null where it was not recorded. */
function initialNorm(reader: StoreReader, run: RunRecord): number | null {
  return readSeries(reader, run, 'weights/norm', 0).value[0] ?? null;
}

/** ηλ where each step takes that share of a weight: decoupled decay, and plain gradient descent. */
function decayRate({ config }: RunRecord): number | null {
  if (!isComplete(config)) return null;
  const { optimizer } = config;
  const { learningRate, weightDecay } = optimizer;
  const plain = optimizer.kind === 'sgd' && optimizer.momentum === 0;
  return optimizer.decay === 'decoupled' || plain ? learningRate * weightDecay : null;
}

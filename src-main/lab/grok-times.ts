/** @file Grokking time against settings: observes every run, groups them, and says what the groups have in common. */
import { censoredTime, isObservation, type Observation } from '../analysis/grokking-time.ts';
import { commonPhase } from '../analysis/phase.ts';
import { logRank } from '../analysis/survival/log-rank.ts';
import { commonHorizon, survivalSummary } from '../analysis/survival-summary.ts';
import { PHASES, checkDefinition, type Phase } from '../contract/values/grok-definition.ts';
import type { RunRecord } from '../contract/values/run-record.ts';
import type { GrokGroup, GrokPoint, GrokQuestion, GrokTimes } from '../contract/wire/grok-times.ts';
import type { StoreReader } from '../store/store.ts';
import { fittedLaws, NO_LAWS } from './grok-laws.ts';
import { groupRuns, pathsToGroupBy, pooledExperiments } from './group-runs.ts';
import { observedGroup, readSeries, type ObservedGroup, type ObservedRun } from './observed-group.ts';

/** @throws LabError `bad-request` for a path that is none and for a definition that does not fit together */
export function readGrokTimes(
  reader: StoreReader,
  runs: readonly RunRecord[],
  question: GrokQuestion,
): GrokTimes {
  checkDefinition(question.definition);
  const by = pathsToGroupBy(runs, question.by);
  const grouped = groupRuns(runs, by);
  const groups = grouped.map((group) => observedGroup(reader, group, question));
  const summaries = summarised(groups, question);
  return {
    by,
    definition: question.definition,
    level: question.level,
    groups: summaries,
    points: groups.flatMap((group, i) => group.runs.map((one) => pointOf(one, i))),
    logRank: compared(groups),
    ...(by.length === 1
      ? fittedLaws(by[0] as string, groups, summaries, (run) => initialNorm(reader, run))
      : NO_LAWS),
    pooled: pooledExperiments(grouped),
  };
}

function summarised(groups: readonly ObservedGroup[], question: GrokQuestion): GrokGroup[] {
  const observations = groups.map(({ runs }) => runs.map(({ observation }) => observation));
  const { level, definition, phases } = question;
  const options = { level, delay: definition.delay, horizon: commonHorizon(observations) };
  return groups.map(({ values, unknown, runs }, i) => {
    const summary = survivalSummary(observations[i] as Observation[], options);
    const inPhases = phases && runs.flatMap(({ phase }) => phase ?? []);
    return {
      values: [...values],
      unknown,
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

/** Runs of which a setting is not known may belong to any of the other groups: they would only blur the comparison. */
function compared(groups: readonly ObservedGroup[]): GrokTimes['logRank'] {
  const times = ({ runs }: ObservedGroup) =>
    runs
      .map(({ observation }) => observation)
      .filter(isObservation)
      .map(censoredTime);
  const result = logRank(groups.map((group) => (group.unknown ? [] : times(group))));
  return result && { ...result, observed: [...result.observed], expected: [...result.expected] };
}

/** Norm of all weights before the first step; null where it was not recorded. */
function initialNorm(reader: StoreReader, run: RunRecord): number | null {
  return readSeries(reader, run, 'weights/norm', 0).value[0] ?? null;
}

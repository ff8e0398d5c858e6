/** @file The runs of a group, each with what it says about grokking time. */
import { observe, REPEAT, type Observation, type SeriesOf } from '../analysis/grokking-time.ts';
import { phaseOf } from '../analysis/phase.ts';
import type { Phase } from '../contract/values/grok-definition.ts';
import type { MetricName } from '../contract/values/metric.ts';
import type { RunRecord } from '../contract/values/run-record.ts';
import type { GrokQuestion, GroupValue } from '../contract/wire/grok-times.ts';
import type { StoreReader } from '../store/store.ts';
import type { RunGroup } from './group-runs.ts';
import { repeatedRuns } from './repeated-runs.ts';

/** A run with what was found out about it. */
export interface ObservedRun {
  readonly run: RunRecord;
  readonly observation: Observation;
  /** null where phases were not asked for, and of a repeat. */
  readonly phase: Phase | null;
}

/** Runs of the same settings. */
export interface ObservedGroup {
  readonly values: readonly GroupValue[];
  /** Whether one of the values is not known. */
  readonly unknown: boolean;
  readonly runs: readonly ObservedRun[];
}

export function observedGroup(
  reader: StoreReader,
  { runs, ...group }: RunGroup,
  question: GrokQuestion,
): ObservedGroup {
  const repeats = repeatedRuns(runs);
  const observed = (run: RunRecord): ObservedRun =>
    repeats.has(run.id) ? { run, observation: REPEAT, phase: null } : observedRun(reader, run, question);
  return { ...group, runs: runs.map(observed) };
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

/** @param to the last step that is read; null: all of them */
export function readSeries(reader: StoreReader, run: RunRecord, metric: MetricName, to: number | null) {
  const range = { width: null, scale: 'linear' as const, from: null, to };
  const [curve] = reader.curves({ runs: [run.id], metrics: [metric], ...range });
  return curve ?? { step: [], value: [] };
}

/** @file Exports as streams of text: exactly the logged rows, and one row per run. */
import { grokkingSummary } from '../analysis/grokking-summary.ts';
import { stringifyPlain } from '../base/plain-numbers.ts';
import type { MetricName } from '../contract/values/metric.ts';
import { metricName } from '../contract/values/metric.ts';
import type { RunId, RunRecord } from '../contract/values/run-record.ts';
import { ALL_RUNS } from '../contract/wire/requests.ts';
import { EXPERIMENTS } from '../experiments/index.ts';
import type { StoreReader } from '../store/store.ts';
import { changedPaths, textAt, varyingPaths } from './config-text.ts';
import { csvLine, type Cell } from './csv.ts';
import { runById } from './run-reference.ts';

export type ExportFormat = 'csv' | 'json';

/** Rows of one series point each, ordered by run, metric, step. No runs means all that are not in the bin. */
export function* exportCurves(
  reader: StoreReader,
  runs: readonly RunId[],
  format: ExportFormat,
): Generator<string> {
  const rows = reader.seriesRows(exportedRuns(reader, runs).map((run) => run.id));
  if (format === 'json') {
    yield* jsonArray(rows);
    return;
  }
  yield csvLine(['run', 'metric', 'step', 'seconds', 'value']);
  for (const { run, metric, step, seconds, value } of rows)
    yield csvLine([run, metric, step, seconds, value]);
}

/** One row per run: what it is, the settings that vary or were set, and what came out. */
export function* exportRuns(
  reader: StoreReader,
  runs: readonly RunId[],
  format: ExportFormat,
): Generator<string> {
  const records = exportedRuns(reader, runs);
  const paths = tellingPaths(records);
  const metrics = metricName.options.filter((name) => records.some((run) => name in run.last));
  const rows = records.map((run) => runRow(run, paths, metrics));
  if (format === 'json') {
    yield* jsonArray(rows);
    return;
  }
  const header = runRow(undefined, paths, metrics);
  yield csvLine(Object.keys(header));
  for (const row of rows) yield csvLine(Object.values(row));
}

function exportedRuns(reader: StoreReader, ids: readonly RunId[]): RunRecord[] {
  if (ids.length === 0) return reader.runs({ ...ALL_RUNS, sort: 'id' }).runs;
  return [...new Set(ids)].sort((a, b) => a - b).map((id) => runById(reader, id));
}

/** The seed, paths that vary among the runs, and those somebody set to something else than the experiment's default. */
function tellingPaths(records: readonly RunRecord[]): string[] {
  const telling = new Set(['seed', ...varyingPaths(records.map((run) => run.config))]);
  for (const run of records) {
    const experiment = EXPERIMENTS.find((e) => e.id === run.experiment);
    if (experiment) for (const path of changedPaths(experiment.config, run.config)) telling.add(path);
  }
  return [...telling].sort();
}

/** The columns in their order; without a run, with empty cells: the header's keys. */
function runRow(
  run: RunRecord | undefined,
  paths: readonly string[],
  metrics: readonly MetricName[],
): Record<string, Cell> {
  const outcome = run && grokkingSummary(run);
  const settings = paths.map((path) => [path, run ? settingCell(run, path) : null] as const);
  const last = metrics.map((name) => [name, run?.last[name] ?? null] as const);
  return {
    id: run?.id ?? null,
    name: run?.name ?? null,
    experiment: run?.experiment ?? null,
    status: run?.status ?? null,
    tags: run?.tags.join(' ') ?? null,
    engine: run?.engine ?? null,
    threads: run?.threads ?? null,
    ...Object.fromEntries(settings),
    steps: run?.progress.step ?? null,
    trainingSeconds: run?.progress.seconds ?? null,
    point1: outcome?.point1?.step ?? null,
    point1After: outcome?.point1?.after ?? null,
    point2: outcome?.point2?.step ?? null,
    point2After: outcome?.point2?.after ?? null,
    delay: outcome?.delay ?? null,
    censored: outcome?.censored ?? null,
    relapses: outcome?.relapses ?? null,
    ...Object.fromEntries(last),
  };
}

/** Numbers stay numbers, so that neither precision nor sign is lost to escaping. */
function settingCell(run: RunRecord, path: string): Cell {
  const text = textAt(run.config, path);
  if (text === '') return null;
  return Number.isFinite(Number(text)) ? Number(text) : text;
}

function* jsonArray(rows: Iterable<unknown>): Generator<string> {
  let separator = '[\n';
  for (const row of rows) {
    yield separator + stringifyPlain(row);
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

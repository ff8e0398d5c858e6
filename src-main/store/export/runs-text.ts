/** @file The table of runs as text: what each is, the settings in which they tell themselves apart, and what came out. */
import { stringifyPlain } from '../../base/plain-numbers.ts';
import { CONFIG_FIELDS, valueAt } from '../../contract/values/config-fields.ts';
import type { RunConfig } from '../../contract/values/run-config.ts';
import type { RunRecord } from '../../contract/values/run-record.ts';
import { chunks, jsonArray } from './chunks.ts';
import { csvLine, type Cell } from './csv.ts';
import { jsonNumber } from './number-text.ts';

/** What the store does not know about a run, from those who do. */
export interface RunKnowledge {
  /** The config an experiment starts from; undefined for one that is not known. */
  defaultsOf(experiment: string): RunConfig | undefined;
  /** The verdict on its grokking time. */
  outcomeOf(run: RunRecord): { readonly delay: number | null; readonly censored: boolean };
}

/**
 * CSV with the columns id, name, experiment, status, tags, each config path that varies among the runs or was set to
 * something else than the default, engine, threads, point1, point2, delay, censored, relapses, steps, seconds, and the
 * last value of each metric. Empty cells for what a run does not have; lists are joined by commas.
 */
export function runsCsv(
  records: readonly RunRecord[],
  knowledge: RunKnowledge,
): Generator<string, undefined> {
  return chunks(csvRows(records, knowledge));
}

/** A JSON array with everything known of each run, its whole config included. */
export function runsJson(
  records: readonly RunRecord[],
  knowledge: RunKnowledge,
): Generator<string, undefined> {
  return chunks(jsonArray(records.map((run) => jsonRun(run, knowledge))));
}

function* csvRows(records: readonly RunRecord[], knowledge: RunKnowledge): Generator<string> {
  const paths = tellingPaths(records, knowledge);
  const metrics = [...new Set(records.flatMap((run) => Object.keys(run.last)))].sort();
  const summary = ['point1', 'point2', 'delay', 'censored', 'relapses', 'steps', 'seconds'];
  const identity = ['id', 'name', 'experiment', 'status', 'tags'];
  yield csvLine([...identity, ...paths, 'engine', 'threads', ...summary, ...metrics]);
  for (const run of records) {
    yield csvLine([
      ...[run.id, run.name, run.experiment, run.status, run.tags.join(',')],
      ...paths.map((path) => toCell(valueAt(run.config, path))),
      ...[run.engine, run.threads],
      ...summaryCells(run, knowledge),
      ...metrics.map((metric) => run.last[metric] ?? null),
    ]);
  }
}

function summaryCells(run: RunRecord, knowledge: RunKnowledge): Cell[] {
  const { delay, censored } = knowledge.outcomeOf(run);
  const { step, seconds } = run.progress;
  return [run.point1?.step ?? null, run.point2?.step ?? null, delay, censored, run.relapses, step, seconds];
}

function toCell(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  return Array.isArray(value) ? value.join(',') : (value as Cell);
}

/** In the order of the schema. */
function tellingPaths(records: readonly RunRecord[], { defaultsOf }: RunKnowledge): string[] {
  const paths = new Set(CONFIG_FIELDS.map((field) => field.path));
  const first = records[0]?.config;
  const telling = [...paths].filter((path) =>
    records.some(({ config, experiment }) =>
      [first, defaultsOf(experiment)].some((other) => other !== undefined && differ(config, other, path)),
    ),
  );
  // λ means nothing without what it multiplies.
  const decay = telling.includes('optimizer.weightDecay') ? ['optimizer.decay'] : [];
  return [...paths].filter((path) => telling.includes(path) || decay.includes(path));
}

function differ(a: RunConfig, b: RunConfig, path: string): boolean {
  return JSON.stringify(valueAt(a, path)) !== JSON.stringify(valueAt(b, path));
}

function jsonRun(run: RunRecord, knowledge: RunKnowledge): string {
  const { progress, point1, point2, last, ...same } = run;
  const { delay, censored } = knowledge.outcomeOf(run);
  const outcome = { point1: point1?.step ?? null, point2: point2?.step ?? null, delay, censored };
  const text = stringifyPlain({ ...same, ...outcome, steps: progress.step, seconds: progress.seconds });
  const values = Object.entries(last).map(([name, value]) => `${JSON.stringify(name)}:${jsonNumber(value)}`);
  // By hand, since JSON.stringify writes −0 as 0.
  return `${text.slice(0, -1)},"last":{${values.join(',')}}}`;
}

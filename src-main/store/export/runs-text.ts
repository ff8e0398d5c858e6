/** @file The table of runs as text. */
import { stringifyPlain } from '../../base/plain-numbers.ts';
import { shownRun, type RunRecord } from '../../contract/values/run-record.ts';
import { chunks, jsonArray, jsonLines } from './chunks.ts';
import { csvLine } from './csv.ts';
import { jsonNumber } from './number-text.ts';
import { runColumns, type RunKnowledge, type ShownSettings } from './runs-table.ts';

/** CSV with the columns of `runColumns`; empty cells for what a run does not have. */
export function runsCsv(
  records: readonly RunRecord[],
  knowledge: RunKnowledge,
  settings?: ShownSettings,
): Generator<string, undefined> {
  return chunks(csvRows(records, knowledge, settings));
}

/** A JSON array with everything known of each run, its whole config included. */
export function runsJson(
  records: readonly RunRecord[],
  knowledge: RunKnowledge,
): Generator<string, undefined> {
  return chunks(jsonArray(records.map((run) => jsonRun(run, knowledge))));
}

/** The same objects, one on a line. */
export function runsJsonLines(
  records: readonly RunRecord[],
  knowledge: RunKnowledge,
): Generator<string, undefined> {
  return chunks(jsonLines(records.map((run) => jsonRun(run, knowledge))));
}

function* csvRows(
  records: readonly RunRecord[],
  knowledge: RunKnowledge,
  settings?: ShownSettings,
): Generator<string> {
  const columns = runColumns(records, knowledge, settings);
  yield csvLine(columns.map(({ name }) => name));
  for (const run of records) yield csvLine(columns.map(({ cell }) => cell(run)));
}

function jsonRun(run: RunRecord, knowledge: RunKnowledge): string {
  const { progress, point1, point2, last, ...same } = shownRun(run);
  const { delay, censored, provisional } = knowledge.outcomeOf(run);
  const points = { point1: point1?.step ?? null, point2: point2?.step ?? null };
  const outcome = { ...points, delay, censored, provisional };
  const text = stringifyPlain({ ...same, ...outcome, steps: progress.step, seconds: progress.seconds });
  const values = Object.entries(last).map(([name, value]) => `${JSON.stringify(name)}:${jsonNumber(value)}`);
  // By hand, since JSON.stringify writes −0 as 0.
  return `${text.slice(0, -1)},"last":{${values.join(',')}}}`;
}

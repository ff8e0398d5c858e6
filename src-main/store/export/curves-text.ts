/** @file Series as text: exactly the rows they are given, in their order, piece by piece. */
import type { SeriesRow } from '../store.ts';
import { chunks, jsonArray } from './chunks.ts';
import { csvLine } from './csv.ts';
import { jsonNumber, numberText } from './number-text.ts';

/** CSV with the columns `run,metric,step,seconds,value`. */
export function curvesCsv(rows: Iterable<SeriesRow>): Generator<string, undefined> {
  return chunks(csvRows(rows));
}

/** A JSON array of `{run, metric, step, seconds, value}`; non-finite values are words. */
export function curvesJson(rows: Iterable<SeriesRow>): Generator<string, undefined> {
  return chunks(jsonArray(jsonRows(rows)));
}

function* csvRows(rows: Iterable<SeriesRow>): Generator<string> {
  yield 'run,metric,step,seconds,value\n';
  for (const { run, metric, step, seconds, value } of rows)
    yield csvLine([run, metric, step, seconds, value]);
}

function* jsonRows(rows: Iterable<SeriesRow>): Generator<string> {
  for (const { run, metric, step, seconds, value } of rows) {
    const name = JSON.stringify(metric);
    yield `{"run":${run},"metric":${name},"step":${step},"seconds":${numberText(seconds)},"value":${jsonNumber(value)}}`;
  }
}

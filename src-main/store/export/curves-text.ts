/** @file Series as text: exactly the rows they are given, in their order, piece by piece. */
import type { SeriesRow } from '../store.ts';
import { chunks, jsonArray, jsonLines } from './chunks.ts';
import { csvCell } from './csv.ts';
import { jsonNumber, numberText } from './number-text.ts';

/** CSV with the columns `run,metric,step,seconds,value`. */
export function curvesCsv(rows: Iterable<SeriesRow>): Generator<string, undefined> {
  return chunks(csvRows(rows));
}

/** A JSON array of `{run, metric, step, seconds, value}`; non-finite values are words. */
export function curvesJson(rows: Iterable<SeriesRow>): Generator<string, undefined> {
  return chunks(jsonArray(jsonRows(rows)));
}

/** The same objects, one on a line. */
export function curvesJsonLines(rows: Iterable<SeriesRow>): Generator<string, undefined> {
  return chunks(jsonLines(jsonRows(rows)));
}

function* csvRows(rows: Iterable<SeriesRow>): Generator<string> {
  yield 'run,metric,step,seconds,value\n';
  for (const { run, metric, step, seconds, value } of rows)
    // Written out, since a table of tens of millions of rows is nothing but this line.
    yield `${run},${csvCell(metric)},${step},${numberText(seconds)},${numberText(value)}\n`;
}

function* jsonRows(rows: Iterable<SeriesRow>): Generator<string> {
  for (const { run, metric, step, seconds, value } of rows) {
    const name = JSON.stringify(metric);
    yield `{"run":${run},"metric":${name},"step":${step},"seconds":${numberText(seconds)},"value":${jsonNumber(value)}}`;
  }
}

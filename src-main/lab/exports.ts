/** @file Exports, piece by piece: which runs, and what the store alone cannot know about them. */
import { grokkingSummary } from '../analysis/grokking-summary.ts';
import { LabError } from '../contract/values/lab-error.ts';
import type { RunId, RunRecord } from '../contract/values/run-record.ts';
import { ALL_RUNS, type ExportFormat } from '../contract/wire/requests.ts';
import { EXPERIMENTS } from '../experiments/index.ts';
import { curvesParquet } from '../store/export/curves-parquet.ts';
import { curvesCsv, curvesJson, curvesJsonLines } from '../store/export/curves-text.ts';
import { runsParquet } from '../store/export/runs-parquet.ts';
import type { RunKnowledge } from '../store/export/runs-table.ts';
import { runsCsv, runsJson, runsJsonLines } from '../store/export/runs-text.ts';
import type { SeriesRow, StoreReader } from '../store/store.ts';
import { runById } from './run-reference.ts';

export type ExportSubject = 'curves' | 'runs';

export interface ExportOrder {
  readonly subject: ExportSubject;
  /** None means every run that is not in the bin. */
  readonly runs: readonly RunId[];
  readonly format: ExportFormat;
}

/** Text, or the bytes of a format that is none. */
export type ExportPiece = string | Uint8Array;

const KNOWLEDGE: RunKnowledge = {
  defaultsOf: (id) => EXPERIMENTS.find((experiment) => experiment.id === id)?.config,
  outcomeOf: grokkingSummary,
};

type Writer<T> = (rows: T) => Iterable<ExportPiece>;

const CURVES: Readonly<Record<ExportFormat, Writer<Iterable<SeriesRow>>>> = {
  csv: curvesCsv,
  json: curvesJson,
  jsonl: curvesJsonLines,
  parquet: curvesParquet,
};

const RUNS: Readonly<Record<ExportFormat, Writer<readonly RunRecord[]>>> = {
  csv: (records) => runsCsv(records, KNOWLEDGE),
  json: (records) => runsJson(records, KNOWLEDGE),
  jsonl: (records) => runsJsonLines(records, KNOWLEDGE),
  parquet: (records) => runsParquet(records, KNOWLEDGE),
};

/** A string of more cannot be. */
const LONGEST_ANSWER = 500_000_000;

/**
 * The export, piece by piece, so that memory stays flat however long the series are.
 * @param tell told of each row of a series that is on its way
 * @throws LabError `not-found` for an unknown id, before the first piece
 */
export function exportPieces(
  reader: StoreReader,
  { subject, runs, format }: ExportOrder,
  tell?: () => void,
): Iterable<ExportPiece> {
  const records = exportedRuns(reader, runs);
  if (subject === 'runs') return RUNS[format](records);
  const rows = reader.seriesRows(records.map((run) => run.id));
  return CURVES[format](tell ? counted(rows, tell) : rows);
}

/** How many rows of series an export of curves has. */
export function exportedPoints(reader: StoreReader, runs: readonly RunId[]): number {
  return reader.countPoints(exportedRuns(reader, runs).map((run) => run.id));
}

/**
 * The whole export in one answer: its text, or base64 of its bytes.
 * @throws LabError `not-found`, or `bad-request` for one that is too long for an answer
 */
export function exportAnswer(reader: StoreReader, order: ExportOrder): { text: string } {
  const pieces: ExportPiece[] = [];
  let length = 0;
  for (const piece of exportPieces(reader, order)) {
    length += typeof piece === 'string' ? piece.length : (piece.length * 4) / 3;
    if (length > LONGEST_ANSWER) throw tooLong(order);
    pieces.push(piece);
  }
  if (order.format !== 'parquet') return { text: pieces.join('') };
  return { text: Buffer.concat(pieces as Uint8Array[]).toString('base64') };
}

function tooLong({ subject, format }: ExportOrder): LabError {
  const message = `these ${subject} are too long for the window; choose fewer runs, or use: groklab export ${subject} --format ${format} --out FILE`;
  return new LabError('bad-request', message, { format });
}

function* counted(rows: Iterable<SeriesRow>, tell: () => void): Generator<SeriesRow> {
  for (const row of rows) {
    tell();
    yield row;
  }
}

function exportedRuns(reader: StoreReader, ids: readonly RunId[]): RunRecord[] {
  if (ids.length === 0) return reader.runs({ ...ALL_RUNS, sort: 'id' }).runs;
  return [...new Set(ids)].sort((a, b) => a - b).map((id) => runById(reader, id));
}

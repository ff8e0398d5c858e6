/** @file Exports, piece by piece: which runs, and what the store alone cannot know about them. */
import { grokkingSummary } from '../analysis/grokking-summary.ts';
import { LabError } from '../contract/values/lab-error.ts';
import type { RunId, RunRecord } from '../contract/values/run-record.ts';
import { ALL_RUNS, type ExportFormat } from '../contract/wire/requests.ts';
import { EXPERIMENTS } from '../experiments/index.ts';
import { curvesParquet } from '../store/export/curves-parquet.ts';
import { curvesCsv, curvesJson, curvesJsonLines } from '../store/export/curves-text.ts';
import { runsParquet } from '../store/export/runs-parquet.ts';
import type { RunKnowledge, ShownSettings } from '../store/export/runs-table.ts';
import { runsCsv, runsJson, runsJsonLines } from '../store/export/runs-text.ts';
import type { SeriesRow, StoreReader } from '../store/store.ts';
import { runById } from './run-reference.ts';
import { steadySeries } from './steady-series.ts';

export type ExportSubject = 'curves' | 'runs';

export interface ExportOrder {
  readonly subject: ExportSubject;
  /** None means every run that is not in the bin. */
  readonly runs: readonly RunId[];
  readonly format: ExportFormat;
  /** Of runs, a column for every setting instead of those in which they tell themselves apart; JSON has them all anyway. */
  readonly allSettings?: boolean;
}

/** Text, or the bytes of a format that is none. */
export type ExportPiece = string | Uint8Array;

const KNOWLEDGE: RunKnowledge = {
  defaultsOf: (id) => EXPERIMENTS.find((experiment) => experiment.id === id)?.config,
  outcomeOf: grokkingSummary,
};

type CurveWriter = (rows: Iterable<SeriesRow>) => Iterable<ExportPiece>;
type RunWriter = (records: readonly RunRecord[], settings: ShownSettings) => Iterable<ExportPiece>;

const CURVES: Readonly<Record<ExportFormat, CurveWriter>> = {
  csv: curvesCsv,
  json: curvesJson,
  jsonl: curvesJsonLines,
  parquet: curvesParquet,
};

const RUNS: Readonly<Record<ExportFormat, RunWriter>> = {
  csv: (records, settings) => runsCsv(records, KNOWLEDGE, settings),
  json: (records) => runsJson(records, KNOWLEDGE),
  jsonl: (records) => runsJsonLines(records, KNOWLEDGE),
  parquet: (records, settings) => runsParquet(records, KNOWLEDGE, settings),
};

/** Bytes of the answer as it goes over a channel, where quotes and line ends take two: no string may be much longer. */
const LONGEST_ANSWER = 500_000_000;

/** Told of each row on its way: of a series, or of the table of runs. */
export type RowListener = (run: RunId) => void;

/**
 * The export, piece by piece, so that memory stays flat however long the series are.
 * @throws LabError `not-found` for an unknown id, before the first piece; `conflict`, after some, for curves of a run that was
 *   resumed from an earlier step meanwhile
 */
export function exportPieces(
  reader: StoreReader,
  { subject, runs, format, allSettings = false }: ExportOrder,
  tell?: RowListener,
): Iterable<ExportPiece> {
  const records = exportedRuns(reader, runs);
  if (subject === 'curves') return CURVES[format](rowsOf(reader, records, tell));
  if (tell) for (const { id } of records) tell(id);
  return RUNS[format](records, allSettings ? 'all' : 'telling');
}

/** How many rows of series an export of curves has. */
export function exportedPoints(reader: StoreReader, runs: readonly RunId[]): number {
  return reader.countPoints(exportedRuns(reader, runs).map((run) => run.id));
}

/**
 * The whole export in one answer: its text, or base64 of its bytes.
 * @throws LabError `not-found`, or `bad-request` for one that is too long for an answer
 */
export function exportAnswer(
  reader: StoreReader,
  order: ExportOrder,
  longest = LONGEST_ANSWER,
): { text: string } {
  // As bytes: the pieces as strings would fill the heap of a reader's thread several times over.
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const piece of exportPieces(reader, order)) {
    length += bytesOnTheWay(piece);
    if (length > longest) throw tooLong(order);
    pieces.push(typeof piece === 'string' ? Buffer.from(piece) : piece);
  }
  return { text: Buffer.concat(pieces).toString(order.format === 'parquet' ? 'base64' : 'utf8') };
}

function bytesOnTheWay(piece: ExportPiece): number {
  if (typeof piece !== 'string') return (piece.length * 4) / 3;
  return Buffer.byteLength(JSON.stringify(piece)) - 2;
}

function tooLong({ subject, format }: ExportOrder): LabError {
  const message = `these ${subject} are too long for the window; choose fewer runs, or use: groklab export ${subject} --format ${format} --out FILE`;
  return new LabError('bad-request', message, { format });
}

function* rowsOf(
  reader: StoreReader,
  records: readonly RunRecord[],
  tell: RowListener = () => {},
): Generator<SeriesRow> {
  for (const run of records) {
    for (const row of steadySeries(reader, run)) {
      tell(row.run);
      yield row;
    }
  }
}

function exportedRuns(reader: StoreReader, ids: readonly RunId[]): RunRecord[] {
  if (ids.length === 0) return reader.runs({ ...ALL_RUNS, sort: 'id' }).runs;
  return [...new Set(ids)].sort((a, b) => a - b).map((id) => runById(reader, id));
}

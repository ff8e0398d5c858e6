/** @file The table of runs as a Parquet file: the columns of the CSV with types. */
import type { RunRecord } from '../../contract/values/run-record.ts';
import type { Cell } from './csv.ts';
import { GROUP_ROWS, parquetFile, type ParquetColumn, type ParquetValues } from './parquet.ts';
import { runColumns, type RunColumn, type RunKnowledge, type ShownSettings } from './runs-table.ts';

/** Counts and steps. Other columns are of the kind of their values; of doubles, where whole numbers are chance. */
const WHOLE = new Set(['id', 'seed', 'threads', 'point1', 'point2', 'delay', 'relapses', 'steps']);

/** Parquet with the columns of `runColumns`; null for what a run does not have. */
export function runsParquet(
  records: readonly RunRecord[],
  knowledge: RunKnowledge,
  settings?: ShownSettings,
): Generator<Uint8Array, undefined> {
  const columns = runColumns(records, knowledge, settings);
  const typed = columns.map((column) => typeOf(column, records));
  return parquetFile(typed, groupsOf(records, columns, typed));
}

function typeOf({ name, cell }: RunColumn, records: readonly RunRecord[]): ParquetColumn {
  const types = new Set(records.map(cell).map((value) => (value === null ? 'null' : typeof value)));
  const only = (type: string) => [...types].every((found) => found === type || found === 'null');
  const optional = types.has('null') || records.length === 0;
  if (WHOLE.has(name)) return { name, kind: 'whole', optional };
  if (only('number')) return { name, kind: 'number', optional };
  return { name, kind: only('boolean') ? 'truth' : 'text', optional };
}

function* groupsOf(
  records: readonly RunRecord[],
  columns: readonly RunColumn[],
  typed: readonly ParquetColumn[],
): Generator<ParquetValues[]> {
  for (let from = 0; from < records.length; from += GROUP_ROWS) {
    const group = records.slice(from, from + GROUP_ROWS);
    yield columns.map(({ cell }, i) =>
      group.map((run) => stored(cell(run), (typed[i] as ParquetColumn).kind)),
    );
  }
}

function stored(cell: Cell, kind: ParquetColumn['kind']): unknown {
  if (cell === null) return null;
  if (kind === 'whole') return BigInt(cell);
  return kind === 'text' ? String(cell) : cell;
}

/** @file Series as a Parquet file: the columns of the CSV, numbers as they are, NaN as NaN. */
import type { SeriesRow } from '../store.ts';
import { GROUP_ROWS, parquetFile, type ParquetColumn, type ParquetValues } from './parquet.ts';

const COLUMNS: readonly ParquetColumn[] = [
  { name: 'run', kind: 'whole', optional: false },
  { name: 'metric', kind: 'text', optional: false },
  { name: 'step', kind: 'whole', optional: false },
  { name: 'seconds', kind: 'number', optional: false },
  { name: 'value', kind: 'number', optional: false },
];

/** Parquet with the columns run, metric, step, seconds, value; exactly the rows, in their order. */
export function curvesParquet(rows: Iterable<SeriesRow>): Generator<Uint8Array, undefined> {
  return parquetFile(COLUMNS, groupsOf(rows));
}

function* groupsOf(rows: Iterable<SeriesRow>): Generator<ParquetValues[]> {
  const [run, step] = [new BigInt64Array(GROUP_ROWS), new BigInt64Array(GROUP_ROWS)];
  const [seconds, value] = [new Float64Array(GROUP_ROWS), new Float64Array(GROUP_ROWS)];
  const metric = Array<string>(GROUP_ROWS);
  let size = 0;
  const group = () => [run, metric, step, seconds, value].map((column) => column.slice(0, size));
  for (const row of rows) {
    run[size] = BigInt(row.run);
    metric[size] = row.metric;
    step[size] = BigInt(row.step);
    seconds[size] = row.seconds;
    value[size] = row.value;
    if (++size < GROUP_ROWS) continue;
    yield group();
    size = 0;
  }
  if (size > 0) yield group();
}

/** @file Parquet files, written group of rows by group of rows, so that memory holds one group however long the table is. */
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';

/** `whole` are integers of 64 bits, `number` doubles, `text` UTF-8. */
export type ParquetKind = 'whole' | 'number' | 'text' | 'truth';

export interface ParquetColumn {
  readonly name: string;
  readonly kind: ParquetKind;
  /** Whether it may hold null. */
  readonly optional: boolean;
}

/** The values of one column in a group of rows. */
export type ParquetValues = BigInt64Array | Float64Array | readonly unknown[];

/** What such a file says of who wrote it. */
export const PARQUET_WRITER = 'grokking-lab';

/** Rows in a group: what readers like, and some megabytes of memory. */
export const GROUP_ROWS = 65_536;

const PHYSICAL: Readonly<Record<ParquetKind, Pick<SchemaElement, 'type' | 'converted_type'>>> = {
  whole: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  truth: { type: 'BOOLEAN' },
};

/**
 * The bytes of the file, a piece per group.
 * @param groups per group the values of every column, in the order of `columns`
 */
export function* parquetFile(
  columns: readonly ParquetColumn[],
  groups: Iterable<readonly ParquetValues[]>,
): Generator<Uint8Array, undefined> {
  const bytes = new ByteWriter();
  const schema: SchemaElement[] = [{ name: 'root', num_children: columns.length }, ...columns.map(elementOf)];
  const file = new ParquetWriter({ writer: bytes, schema, createdBy: PARQUET_WRITER });
  for (const values of groups) {
    const columnData = columns.map(({ name, kind }, i) => ({
      ...{ name, data: values[i] as unknown[], offsetIndex: false },
      // A dictionary would take −0 for 0.
      ...(kind === 'number' && { encoding: 'PLAIN' as const }),
    }));
    void file.write({ columnData, rowGroupSize: GROUP_ROWS });
    yield taken(bytes);
  }
  void file.finish();
  yield taken(bytes);
}

function elementOf({ name, kind, optional }: ParquetColumn): SchemaElement {
  return { name, ...PHYSICAL[kind], repetition_type: optional ? 'OPTIONAL' : 'REQUIRED' };
}

/** What was written since the last time; places in the file go on counting. */
function taken(bytes: ByteWriter): Uint8Array {
  const piece = bytes.getBytes().slice();
  bytes.index = 0;
  return piece;
}

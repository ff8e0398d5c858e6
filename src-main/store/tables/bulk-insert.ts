/** @file Many rows of numbers into a table, several with each statement: the call costs as much as the row. */
import type { Database } from 'better-sqlite3';

const ROWS_AT_ONCE = 16;
const BLOCK_NUMBERS = 4096;

/**
 * @param into such as `evaluations (run_id, step, seconds)`
 * @returns a function that inserts rows written one behind the other
 */
export function bulkInsert(db: Database, into: string, columns: number): (values: readonly number[]) => void {
  const row = `(${Array(columns).fill('?').join(', ')})`;
  const one = db.prepare<number[]>(`INSERT INTO ${into} VALUES ${row}`);
  const several = db.prepare<number[]>(
    `INSERT INTO ${into} VALUES ${Array(ROWS_AT_ONCE).fill(row).join(', ')}`,
  );
  const width = columns * ROWS_AT_ONCE;
  return (values) => {
    let at = 0;
    for (; at + width <= values.length; at += width) several.run(...values.slice(at, at + width));
    for (; at < values.length; at += columns) one.run(...values.slice(at, at + columns));
  };
}

/** Numbers gathered up to some thousand before they are written. */
export function inBlocks(write: (numbers: readonly number[]) => void) {
  let block: number[] = [];
  const end = () => {
    write(block);
    block = [];
  };
  return {
    add(...numbers: number[]): void {
      block.push(...numbers);
      if (block.length >= BLOCK_NUMBERS) end();
    },
    end,
  };
}

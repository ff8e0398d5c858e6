/** @file Small linear systems. */

/** Pivots below this share of the largest entry mean that the equations depend on each other. */
const SINGULAR = 1e-10;

/**
 * Solves A x = b by Gauss's elimination with row pivots.
 * @param matrix square, by rows
 * @returns undefined where A is singular
 */
export function solve(matrix: readonly (readonly number[])[], b: readonly number[]): number[] | undefined {
  const n = b.length;
  const rows = matrix.map((row, i) => [...row, b[i] as number]);
  const largest = Math.max(0, ...matrix.flat().map(Math.abs));
  for (let column = 0; column < n; column++) {
    const pivot = largestBelow(rows, column);
    const row = rows[pivot] as number[];
    if (!(Math.abs(row[column] as number) > SINGULAR * largest)) return undefined;
    [rows[pivot], rows[column]] = [rows[column] as number[], row];
    for (let i = column + 1; i < n; i++) subtract(rows[i] as number[], row, column);
  }
  return substitutedBack(rows);
}

function largestBelow(rows: readonly number[][], column: number): number {
  let best = column;
  for (let i = column + 1; i < rows.length; i++) {
    if (Math.abs(rows[i]?.[column] as number) > Math.abs(rows[best]?.[column] as number)) best = i;
  }
  return best;
}

/** Takes so much of `pivotRow` away that the column becomes 0. */
function subtract(row: number[], pivotRow: readonly number[], column: number): void {
  const factor = (row[column] as number) / (pivotRow[column] as number);
  for (let j = column; j < row.length; j++) row[j] = (row[j] as number) - factor * (pivotRow[j] as number);
}

function substitutedBack(rows: readonly number[][]): number[] {
  const n = rows.length;
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    const row = rows[i] as number[];
    let sum = row[n] as number;
    for (let j = i + 1; j < n; j++) sum -= (row[j] as number) * (x[j] as number);
    x[i] = sum / (row[i] as number);
  }
  return x;
}

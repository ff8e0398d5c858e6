/** @file CSV lines: RFC 4180 quoting, numbers in full precision, text that a spreadsheet would run as a formula made harmless. */

export type Cell = string | number | boolean | null;

/** One line, with its line feed. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

/** null is an empty cell; non-finite numbers are the words NaN, Infinity and -Infinity. */
export function csvCell(cell: Cell): string {
  if (cell === null) return '';
  // A number is written as a number even when it begins with a minus: nobody could put a formula into it.
  if (typeof cell !== 'string') return String(cell);
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

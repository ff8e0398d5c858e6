/** @file CSV: UTF-8, line feeds, RFC 4180 quoting, numbers that read back bit for bit. Written here rather than by a
 *  library, since the two rules that matter are our own: −0 and non-finite numbers keep their value, and text that a
 *  spreadsheet would run as a formula is made harmless while negative numbers stay numbers. */

import { numberText } from './number-text.ts';

/** null is an empty cell. */
export type Cell = string | number | boolean | null;

/** One line, with its line feed. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

export function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return numberText(cell);
  return typeof cell === 'string' ? textCell(cell) : String(cell);
}

function textCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** @file A file that lists runs, one per row: CSV whose first line names the paths, or JSON. */
import type { ConfigChanges } from '../contract/values/change-config.ts';
import { configChanges } from '../contract/values/sweep-spec.ts';
import { usageError } from './exit-codes.ts';

/**
 * The changes of each row. An empty cell changes nothing.
 * @throws LabError naming the line that is wrong
 */
export function readPointList(file: string, text: string): ConfigChanges[] {
  const content = text.replace(/^\uFEFF/, '').trim();
  const rows = content.startsWith('[') ? fromJson(file, content) : fromCsv(file, content);
  if (rows.length === 0) throw usageError(`--list: '${file}' lists no runs.`);
  return rows;
}

function fromJson(file: string, text: string): ConfigChanges[] {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch (error) {
    throw usageError(
      `--list: '${file}' is not JSON (${error instanceof Error ? error.message : String(error)}).`,
    );
  }
  return (rows as unknown[]).map((row, i) => {
    const parsed = configChanges.safeParse(row);
    if (parsed.success) return parsed.data;
    throw usageError(`--list: row ${i + 1} of '${file}' is not an object of path and value.`);
  });
}

function fromCsv(file: string, text: string): ConfigChanges[] {
  const [head = '', ...lines] = text.split(/\r\n|\n|\r/);
  const paths = head.split(',').map((path) => path.trim());
  if (paths.includes('')) throw usageError(`--list: line 1 of '${file}' has an empty column name.`);
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const cells = line.split(',').map((cell) => cell.trim());
    if (cells.length !== paths.length) {
      throw usageError(
        `--list: line ${i + 2} of '${file}' has ${cells.length} cells, expected ${paths.length}.`,
      );
    }
    const pairs = paths.map((path, column): [string, string] => [path, cells[column] as string]);
    return [Object.fromEntries(pairs.filter(([, cell]) => cell !== ''))];
  });
}

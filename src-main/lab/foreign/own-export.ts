/** @file What the lab exported itself, and JSON that is no history: recognised by how the file begins or, as Parquet, who
 *  wrote it, before a reader of tables stumbles over it. */
import { open } from 'node:fs/promises';
import { PARQUET_WRITER } from '../../store/export/parquet.ts';
import { badForeign } from './foreign-run.ts';

/** Columns, or keys, of what `groklab export curves` writes. */
const OWN_CURVES = ['run', 'metric', 'step', 'value'];
/** Of what `groklab export runs` writes. */
const OWN_RUNS = ['id', 'name', 'experiment', 'status', 'tags', 'engine', 'threads'];
const KEY = /"([^"\\]*)"\s*:/g;
const BRING = 'bring runs of a lab with groklab export archive';
/** More than the first object of an export takes. */
const HEAD_BYTES = 4096;

/** @throws LabError `bad-request` where those are the columns or keys of runs or curves that the lab exported */
export function refuseOwnExport(file: string, names: readonly string[]): void {
  refuseOwnRuns(file, names);
  if (!OWN_CURVES.every((name) => names.includes(name))) return;
  const what = 'it has a line for every value, as groklab export curves writes it';
  throw badForeign(file, 'line 1', what, `${BRING}, or give each run a table with a column per metric`);
}

function refuseOwnRuns(file: string, names: readonly string[]): void {
  if (!OWN_RUNS.every((name) => names.includes(name))) return;
  const what = 'it is a table of runs without their curves, as groklab export runs writes it';
  throw badForeign(file, 'line 1', what, BRING);
}

/** @throws LabError `bad-request` for a file that is given as a table and is JSON or Parquet */
export async function refuseOtherThanText(file: string): Promise<void> {
  const head = await headOf(file);
  if (head.startsWith('PAR1')) {
    const own = await isOwnParquet(file);
    const what = own ? 'it is Parquet, as groklab export writes it' : 'it is Parquet, which is not read';
    throw badForeign(file, '', what, own ? BRING : `write it as CSV, or ${BRING}`);
  }
  const json = /^\uFEFF?\s*(?:\[\s*)?(\{\s*"[^{}]*\}?|\])/.exec(head);
  if (!json) return;
  refuseOwnExport(file, keysOf(json[1] as string));
  // An exported run has objects in it, such as its settings.
  refuseOwnRuns(
    file,
    [...head.matchAll(KEY)].map(([, key]) => key as string),
  );
  const remedy = `write a history as JSON Lines, an object on each line, in a file that ends with .jsonl, or ${BRING}`;
  throw badForeign(file, '', 'it is JSON, and no table', remedy);
}

function keysOf(text: string): string[] {
  try {
    return Object.keys(JSON.parse(text) as object);
  } catch {
    return []; // cut short, or with objects in it: not what the lab writes
  }
}

/** Whoever writes Parquet says so at its end. */
async function isOwnParquet(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - HEAD_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, from);
    return buffer.subarray(0, bytesRead).includes(PARQUET_WRITER);
  } finally {
    await handle.close();
  }
}

async function headOf(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

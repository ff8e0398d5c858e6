/** @file What the lab exported itself, and JSON that is no history: recognised by how the file begins or, as Parquet, who
 *  wrote it, before a reader of tables stumbles over it. */
import { open } from 'node:fs/promises';
import { PARQUET_WRITER } from '../../store/export/parquet.ts';
import type { Asker } from './asker.ts';
import { badForeign } from './foreign-run.ts';

/** Columns, or keys, of what `groklab export curves` writes. */
const OWN_CURVES = ['run', 'metric', 'step', 'value'];
/** Of what `groklab export runs` writes. */
const OWN_RUNS = ['id', 'name', 'experiment', 'status', 'tags', 'engine', 'threads'];
/** Control characters that no text has: a file with them is of some other kind. */
const BINARY = /[\0-\x08\x0E-\x1F]/;
const KEY = /"([^"\\]*)"\s*:/g;
/** More than the first object of an export takes. */
const HEAD_BYTES = 4096;

/** @throws LabError `bad-request` where those are the columns or keys of runs or curves that the lab exported */
export function refuseOwnExport(file: string, names: readonly string[], asker: Asker): void {
  refuseOwnRuns(file, names, asker);
  if (!OWN_CURVES.every((name) => names.includes(name))) return;
  const what = `it has a line for every value, ${asker.exported('curves')}`;
  throw badForeign(file, 'line 1', what, `${asker.bring}, or give each run a table with a column per metric`);
}

function refuseOwnRuns(file: string, names: readonly string[], { bring, exported }: Asker): void {
  if (!OWN_RUNS.every((name) => names.includes(name))) return;
  const what = `it is a table of runs without their curves, ${exported('runs')}`;
  throw badForeign(file, 'line 1', what, bring);
}

/** @throws LabError `bad-request` for a file that is given as a table and is JSON, Parquet or no text at all */
export async function refuseOtherThanText(file: string, asker: Asker): Promise<void> {
  const { bring, exported } = asker;
  const head = await headOf(file);
  if (head.startsWith('PAR1')) {
    const own = await isOwnParquet(file);
    const what = own ? `it is Parquet, ${exported('')}` : 'it is Parquet, which is not read';
    throw badForeign(file, '', what, own ? bring : `write it as CSV, or ${bring}`);
  }
  if (BINARY.test(head)) {
    const remedy =
      "give a table as CSV or JSON Lines, in UTF-8, or TensorBoard's event files under their own names";
    throw badForeign(file, '', 'it is no text', remedy);
  }
  const json = /^\uFEFF?\s*(?:\[\s*)?(\{\s*"[^{}]*\}?|\])/.exec(head);
  if (!json) return;
  refuseOwnExport(file, keysOf(json[1] as string), asker);
  // An exported run has objects in it, such as its settings.
  refuseOwnRuns(
    file,
    [...head.matchAll(KEY)].map(([, key]) => key as string),
    asker,
  );
  const remedy = `write a history as JSON Lines, an object on each line, in a file that ends with .jsonl, or ${bring}`;
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

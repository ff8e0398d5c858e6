/** @file What the lab exported itself, and JSON that is no history: recognised by how the file begins, before a reader of
 *  tables stumbles over it. */
import { open } from 'node:fs/promises';
import { badForeign } from './foreign-run.ts';

/** Columns, or keys, of what `groklab export curves` writes. */
const OWN_CURVES = ['run', 'metric', 'step', 'value'];
const BRING = 'bring runs of a lab with groklab export archive';
/** More than the first object of an export takes. */
const HEAD_BYTES = 4096;

/** @throws LabError `bad-request` where those are the columns or keys of curves that the lab exported */
export function refuseOwnCurves(file: string, names: readonly string[]): void {
  if (!OWN_CURVES.every((name) => names.includes(name))) return;
  const what = 'it is a table of many runs, as groklab export curves writes it';
  throw badForeign(file, 'line 1', what, `${BRING}, or give each run a table with a column per metric`);
}

/** @throws LabError `bad-request` for a file that is given as a table and is JSON or Parquet */
export async function refuseOtherThanText(file: string): Promise<void> {
  const head = await headOf(file);
  if (head.startsWith('PAR1')) {
    throw badForeign(file, '', 'it is Parquet, which is not read', `write it as CSV, or ${BRING}`);
  }
  const json = /^\uFEFF?\s*(?:\[\s*)?(\{\s*"[^{}]*\}?|\])/.exec(head);
  if (!json) return;
  refuseOwnCurves(file, keysOf(json[1] as string));
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

async function headOf(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

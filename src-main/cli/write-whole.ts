/** @file Files that commands write: under another name first, so that a file of that name is whole, or is not there. */
import { existsSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { usageError } from './exit-codes.ts';

type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** Of every command that writes a file. */
export const FORCE_OPTION = ['--force', 'replace the file if it is there already'] as const;

/** @throws LabError for a path at which no file can be, or where one is that nobody said to replace, before anything is done */
export function refuseUnwritable(out: string, force: boolean): void {
  if (isFolder(out)) throw usageError(`--out: '${out}' is a folder; name a file in it.`);
  if (!isFolder(dirname(out))) {
    throw usageError(`--out: expected a file in a folder that exists, got '${out}'.`);
  }
  if (!existsSync(out)) return;
  // A device or a pipe would be gone, with a file in its place.
  if (!statSync(out).isFile()) {
    throw usageError(`--out: '${out}' is no file; leave --out away to write to standard output.`);
  }
  if (!force) {
    throw usageError(`--out: '${out}' is there already; choose another name, or replace it with --force.`);
  }
}

/**
 * Writes the pieces as they come.
 * @throws LabError naming the file where it cannot be written; what making the pieces throws, as it is
 */
export async function writeWhole(out: string, pieces: Pieces): Promise<void> {
  await whole(out, async (part) => {
    const file = await writing(out, open(part, 'w'));
    try {
      for await (const piece of pieces) await writing(out, file.appendFile(piece));
    } finally {
      await writing(out, file.close());
    }
  });
}

/** Lets somebody write another file, which then gets the name. @throws LabError like `writeWhole`; what `write` throws */
export async function whole<T>(out: string, write: (part: string) => Promise<T>): Promise<T> {
  const part = `${out}.part`;
  try {
    const result = await write(part);
    await writing(out, rename(part, out));
    return result;
  } catch (error) {
    // Whatever lies there now, the first error is the one to hear of.
    await rm(part, { force: true }).catch(() => {});
    throw error;
  }
}

async function writing<T>(out: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw usageError(`--out: '${out}' cannot be written (${why}).`);
  }
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

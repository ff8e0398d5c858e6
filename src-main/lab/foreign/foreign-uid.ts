/** @file By what a foreign run is recognised when its files come again: what is in them, not what they are called. */
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ForeignRun } from './foreign-run.ts';

/** Digests of files by path: a table may hold many runs. */
export class FileDigests {
  readonly #known = new Map<string, Promise<string>>();

  /** The uid of a run that was read from its files. */
  async uidOf({ files, format, name, series }: ForeignRun): Promise<string> {
    const digests: string[] = [];
    for (const file of files) {
      // Nothing is left in a pipe: what was read of it stands for it.
      digests.push(statSync(file).isFile() ? await this.#digestOf(file) : sha256([...series]));
    }
    // Tables of W&B hold several runs, and are one run together in any order.
    const parts = format === 'wandb' ? [...digests.sort(), name] : digests;
    return `foreign-${sha256(parts)}`;
  }

  #digestOf(file: string): Promise<string> {
    const known = this.#known.get(file) ?? digest(file);
    this.#known.set(file, known);
    return known;
  }
}

const sha256 = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

async function digest(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** @file By what a foreign run is recognised when its files come again: what is in them, not what they are called. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ForeignRun } from './foreign-run.ts';

/** Digests of files by path: a table may hold many runs. */
export class FileDigests {
  readonly #known = new Map<string, Promise<string>>();

  /** The uid of a run that was read from its files. */
  async uidOf({ files, format, name }: ForeignRun): Promise<string> {
    const digests: string[] = [];
    for (const file of files) digests.push(await this.#digestOf(file));
    // Tables of W&B hold several runs, and are one run together in any order.
    const parts = format === 'wandb' ? [...digests.sort(), name] : digests;
    return `foreign-${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
  }

  #digestOf(file: string): Promise<string> {
    const known = this.#known.get(file) ?? digest(file);
    this.#known.set(file, known);
    return known;
  }
}

async function digest(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** @file Reads the page's files from the folder of the built renderer, and never from anywhere else. */
import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { LabError } from '../contract/values/lab-error.ts';
import { cacheControl, mediaType, pageFile } from '../contract/wire/page-files.ts';
import { HttpRefusal } from './http-refusal.ts';

export interface ServedFile {
  readonly body: Buffer;
  readonly type: string;
  readonly cache: string;
}

/** Errors that mean "no such file". */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG']);

export class PageReader {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param pathname as it came, still percent-encoded
   *  @throws HttpRefusal 400 for an address that tries to leave the folder, 404 when there is no such file */
  async read(pathname: string): Promise<ServedFile> {
    const wanted = pageFile(pathname);
    if (wanted === null) throw new HttpRefusal(400, 'bad-request', 'The address is not well formed.');
    const file = await this.#file(wanted.path);
    if (file) return file;
    const page = wanted.fallback === null ? null : await this.#file(wanted.fallback);
    if (page) return page;
    if (wanted.fallback ?? wanted.path === 'index.html') throw notBuilt();
    throw new HttpRefusal(404, 'not-found', `There is no file '${wanted.path}'.`);
  }

  async #file(path: string): Promise<ServedFile | null> {
    try {
      const inside = (await realpath(this.#folder)) + sep;
      const file = await realpath(join(this.#folder, path));
      // A link that leads out of the folder is no file of the page.
      if (!file.startsWith(inside)) return null;
      return { body: await readFile(file), type: mediaType(path), cache: cacheControl(path) };
    } catch (error) {
      if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return null;
      throw error;
    }
  }
}

function notBuilt(): LabError {
  return new LabError('internal', 'The pages are not built; run `npm run build` and try again.');
}

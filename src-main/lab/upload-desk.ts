/** @file Files that pages hand over, kept beside the store until they are brought in. */
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError } from '../contract/values/disk-error.ts';
import { LabError } from '../contract/values/lab-error.ts';
import type { RequestParams, RequestResult } from '../contract/wire/requests.ts';
import { MOST_UPLOADS } from '../contract/wire/upload-requests.ts';
import { freeBytes } from './doctor.ts';

interface Upload {
  readonly folder: string;
  readonly file: string;
  bytes: number;
  /** By the monotonic clock. */
  touchedAt: number;
}

/** Left free on the disk of the store. */
const BYTES_TO_SPARE = 64 << 20;
/** Nobody comes back to a page that was closed in the middle. */
const FORGOTTEN_AFTER_MS = 3_600_000;

export class UploadDesk {
  readonly #folderOf: (name: string) => string;
  readonly #uploads = new Map<string, Upload>();

  /** @param folderOf a folder of that name, swept away when a lab starts */
  constructor(folderOf: (name: string) => string) {
    this.#folderOf = folderOf;
  }

  /** @throws LabError `not-found`, `conflict` for a piece that is not the next one, `bad-request` without space for it */
  async add({
    upload: given,
    name,
    at,
    data,
  }: RequestParams<'uploads.add'>): Promise<RequestResult<'uploads.add'>> {
    const piece = Buffer.from(data, 'base64');
    const id = given ?? (await this.#begin(name));
    const upload = this.#get(id);
    if (at !== upload.bytes) {
      const message = `uploads: the next byte of '${name}' is ${upload.bytes}, got ${at}; begin the file anew.`;
      throw new LabError('conflict', message, { upload: id });
    }
    // Before anything is waited for, so that the same piece twice at once is refused.
    upload.bytes += piece.length;
    upload.touchedAt = performance.now();
    try {
      await refuseWithoutSpace(upload, name, piece.length);
      await appendFile(upload.file, piece);
    } catch (error) {
      await this.discard([id]);
      throw error instanceof LabError ? error : diskError(upload.folder, error);
    }
    return { upload: id, bytes: upload.bytes };
  }

  /** Where they lie. @throws LabError `not-found` */
  filesOf(ids: readonly string[]): string[] {
    return ids.map((id) => this.#get(id).file);
  }

  async discard(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const upload = this.#uploads.get(id);
      this.#uploads.delete(id);
      if (upload) await rm(upload.folder, { recursive: true, force: true });
    }
  }

  close(): Promise<void> {
    return this.discard([...this.#uploads.keys()]);
  }

  async #begin(name: string): Promise<string> {
    const old = performance.now() - FORGOTTEN_AFTER_MS;
    await this.discard([...this.#uploads].flatMap(([id, { touchedAt }]) => (touchedAt < old ? [id] : [])));
    if (this.#uploads.size >= MOST_UPLOADS) {
      const message = `uploads: ${MOST_UPLOADS} files are waiting already; bring those in first.`;
      throw new LabError('conflict', message);
    }
    const id = randomUUID();
    const folder = this.#folderOf(id);
    // Runs of event files are called as their folder is; of a file that comes alone only its own name is known.
    const inside = name.includes('tfevents') ? join(folder, name) : folder;
    const file = join(inside, name);
    this.#uploads.set(id, { folder, file, bytes: 0, touchedAt: performance.now() });
    try {
      await mkdir(inside, { recursive: true });
    } catch (error) {
      this.#uploads.delete(id);
      throw diskError(folder, error);
    }
    return id;
  }

  #get(id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload) return upload;
    throw new LabError('not-found', 'uploads: the file is not there any more; choose it again.', {
      upload: id,
    });
  }
}

async function refuseWithoutSpace({ folder }: Upload, name: string, bytes: number): Promise<void> {
  if ((await freeBytes(folder)) - bytes >= BYTES_TO_SPARE) return;
  const message = `uploads: '${name}' does not fit on the disk of the store; free some space.`;
  throw new LabError('bad-request', message, { file: name });
}

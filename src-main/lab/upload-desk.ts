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
  /** Of the pieces that were taken, written or not. */
  bytes: number;
  /** Fulfilled once the pieces that were taken are written; after a failure none is. */
  written: Promise<void>;
  /** Imports that are reading it. */
  readers: number;
  /** By the monotonic clock. */
  touchedAt: number;
}

/** Left free on the disk of the store. */
const BYTES_TO_SPARE = 64 << 20;
/** Nobody comes back to a page that was closed in the middle. */
const FORGOTTEN_AFTER_MS = 3_600_000;

/** What the desk asks its machine. */
export interface DeskSurroundings {
  /** Milliseconds of a clock that only goes forwards. */
  readonly now: () => number;
  /** Bytes that are free where the folder lies. */
  readonly freeBytes: (folder: string) => Promise<number>;
}

export class UploadDesk {
  readonly #folderOf: (name: string) => string;
  readonly #around: DeskSurroundings;
  readonly #uploads = new Map<string, Upload>();

  /** @param folderOf a folder of that name, swept away when a lab starts */
  constructor(
    folderOf: (name: string) => string,
    around: DeskSurroundings = { now: () => performance.now(), freeBytes },
  ) {
    this.#folderOf = folderOf;
    this.#around = around;
  }

  /** @throws LabError `not-found`, `conflict` for a piece that is not the next one, `bad-request` without space for it */
  async add({
    upload: given,
    name,
    at,
    data,
  }: RequestParams<'uploads.add'>): Promise<RequestResult<'uploads.add'>> {
    const piece = Buffer.from(data, 'base64');
    // Before anything is begun, or what is refused would lie there as a file that nobody knows.
    refuseOutOfOrder(name, at, given === null ? 0 : this.#get(given).bytes);
    const id = given ?? (await this.#begin(name));
    const upload = this.#get(id);
    // Before anything is waited for, so that the same piece twice at once is refused.
    upload.bytes += piece.length;
    upload.touchedAt = this.#around.now();
    const bytes = upload.bytes;
    // A piece may arrive while the one before is being written: each waits for it, and fails with it.
    upload.written = upload.written.then(() => this.#write(upload, name, piece));
    try {
      await upload.written;
    } catch (error) {
      await this.discard([id]);
      throw error;
    }
    return { upload: id, bytes };
  }

  /**
   * Has files read, once they are written; they are not forgotten meanwhile.
   * @throws LabError `not-found`; what `read` throws
   */
  async reading<T>(ids: readonly string[], read: (files: string[]) => Promise<T>): Promise<T> {
    const uploads = ids.map((id) => this.#get(id));
    for (const upload of uploads) upload.readers++;
    try {
      await Promise.all(uploads.map(({ written }) => written));
      return await read(uploads.map(({ file }) => file));
    } finally {
      for (const upload of uploads) {
        upload.readers--;
        upload.touchedAt = this.#around.now();
      }
    }
  }

  async discard(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const upload = this.#uploads.get(id);
      this.#uploads.delete(id);
      if (!upload) continue;
      // Whoever sent a piece is told how it went; here it only must not be written any more.
      await upload.written.catch(() => {});
      await rm(upload.folder, { recursive: true, force: true });
    }
  }

  close(): Promise<void> {
    return this.discard([...this.#uploads.keys()]);
  }

  async #begin(name: string): Promise<string> {
    await this.discard(this.#forgotten());
    if (this.#uploads.size >= MOST_UPLOADS) {
      const message = `uploads: ${MOST_UPLOADS} files are waiting already; bring those in first.`;
      throw new LabError('conflict', message);
    }
    const id = randomUUID();
    const folder = this.#folderOf(id);
    // Runs of event files are called as their folder is; of files that come alone only their own names are known.
    const inside = name.includes('tfevents') ? join(folder, name) : folder;
    const file = join(inside, name);
    const fresh = { bytes: 0, written: Promise.resolve(), readers: 0, touchedAt: this.#around.now() };
    this.#uploads.set(id, { folder, file, ...fresh });
    try {
      await mkdir(inside, { recursive: true });
    } catch (error) {
      this.#uploads.delete(id);
      throw diskError(folder, error);
    }
    return id;
  }

  #forgotten(): string[] {
    const old = this.#around.now() - FORGOTTEN_AFTER_MS;
    return [...this.#uploads].flatMap(([id, { touchedAt, readers }]) =>
      touchedAt < old && readers === 0 ? [id] : [],
    );
  }

  async #write({ folder, file }: Upload, name: string, piece: Buffer): Promise<void> {
    try {
      const free = await this.#around.freeBytes(folder);
      if (free - piece.length < BYTES_TO_SPARE) throw noSpace(name);
      await appendFile(file, piece);
    } catch (error) {
      throw error instanceof LabError ? error : diskError(folder, error);
    }
  }

  #get(id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload) return upload;
    throw new LabError('not-found', 'uploads: the file is not there any more; choose it again.', {
      upload: id,
    });
  }
}

function refuseOutOfOrder(name: string, at: number, next: number): void {
  if (at === next) return;
  const message = `uploads: the next byte of '${name}' is ${next}, got ${at}; begin the file anew.`;
  throw new LabError('conflict', message, { file: name });
}

function noSpace(name: string): LabError {
  const message = `uploads: '${name}' does not fit on the disk of the store; free some space.`;
  return new LabError('bad-request', message, { file: name });
}

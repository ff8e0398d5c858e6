/** @file Files of other programs, or an archive, on their way into the store: chosen, sent, read, and what came of it. */
import type { RequestParams, RequestResult } from '../../src-main/contract/wire/requests.ts';
import type { LabConnection } from '../client/connection.ts';
import { uploadFile } from '../client/upload-files.ts';

export type ImportStage = 'choosing' | 'sending' | 'reading' | 'done';
export type ImportField = 'metrics' | 'settings' | 'experiment';

export class RunImport {
  files = $state.raw<readonly File[]>([]);
  stage = $state<ImportStage>('choosing');
  /** A name and a metric, or a path and a value, on each line; '' says nothing. */
  texts = $state<Readonly<Record<ImportField, string>>>({ metrics: '', settings: '', experiment: '' });
  /** Bytes that have arrived. */
  sent = $state(0);
  result = $state.raw<RequestResult<'uploads.import'> | null>(null);
  error = $state.raw<unknown>(null);
  readonly bytes: number = $derived(this.files.reduce((sum, { size }) => sum + size, 0));
  readonly busy: boolean = $derived(this.stage === 'sending' || this.stage === 'reading');
  readonly #connection: LabConnection;
  /** What the lab has already; a second try with other options sends nothing again. */
  readonly #uploads = new Map<File, string>();
  #closed = false;

  constructor(connection: LabConnection) {
    this.#connection = connection;
  }

  choose(files: Iterable<File>): void {
    this.#discard();
    this.files = [...files];
    this.stage = 'choosing';
    this.sent = 0;
    this.result = null;
    this.error = null;
  }

  set(field: ImportField, text: string): void {
    this.texts = { ...this.texts, [field]: text };
  }

  /** @param again also what is there already */
  async start(again = false): Promise<void> {
    if (this.busy || this.files.length === 0) return;
    this.error = null;
    this.result = null;
    try {
      const options = this.#options(again);
      this.stage = 'sending';
      if (!(await this.#send())) return;
      this.stage = 'reading';
      const uploads = this.files.map((file) => this.#uploads.get(file) as string);
      this.result = await this.#connection.request('uploads.import', { uploads, ...options });
      this.#uploads.clear();
      this.stage = 'done';
    } catch (error) {
      this.error = error;
      this.stage = 'choosing';
      if (this.#closed) this.#discard();
    }
  }

  /** Whatever is on its way is broken off, and forgotten at the lab. */
  close(): void {
    this.#closed = true;
    if (this.stage !== 'reading') this.#discard();
  }

  #options(again: boolean): Omit<RequestParams<'uploads.import'>, 'uploads'> {
    const { metrics, settings, experiment } = this.texts;
    return {
      map: pairsIn('metrics', metrics),
      settings: pairsIn('settings', settings),
      experiment: experiment.trim() === '' ? null : experiment.trim(),
      ...{ step: null, tags: [], again },
    };
  }

  /** @returns whether all of them are there */
  async #send(): Promise<boolean> {
    this.sent = 0;
    for (const file of this.files) {
      const known = this.#uploads.get(file);
      const told = { onSent: (bytes: number) => (this.sent += bytes), isOver: () => this.#closed };
      const upload = known ?? (await uploadFile(this.#connection, file, told));
      if (upload === null) return false;
      if (known !== undefined) this.sent += file.size;
      this.#uploads.set(file, upload);
    }
    return true;
  }

  #discard(): void {
    const uploads = [...this.#uploads.values()];
    this.#uploads.clear();
    if (uploads.length === 0) return;
    // Where nobody answers, the lab forgets them by itself.
    this.#connection.request('uploads.discard', { uploads }).catch(() => {});
  }
}

/** 'name=value' on each line; the last = parts them, since names of other programs may hold one. @throws Error */
function pairsIn(field: ImportField, text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => line.trim());
  const entries = lines.filter(Boolean).map((line) => {
    const at = line.lastIndexOf('=');
    if (at < 1 || at === line.length - 1)
      throw new Error(`${field}: expected name=value on each line, got '${line}'.`);
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()] as const;
  });
  return Object.fromEntries(entries);
}

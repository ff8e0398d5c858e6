/** @file Files of other programs, or an archive, on their way into the store: chosen, sent, read, and what came of it. */
import { nameAndValue } from '../../src-main/contract/values/name-and-value.ts';
import type { RequestParams, RequestResult } from '../../src-main/contract/wire/requests.ts';
import type { LabConnection } from '../client/connection.ts';
import { uploadFile } from '../client/upload-files.ts';
import { tagsIn } from '../ui/typed-tags.ts';

export type ImportStage = 'choosing' | 'sending' | 'reading' | 'done';
const UNSAID = { metrics: '', step: '', settings: '', experiment: '', name: '', tags: '' };
export type ImportField = keyof typeof UNSAID;

export class RunImport {
  files = $state.raw<readonly File[]>([]);
  stage = $state<ImportStage>('choosing');
  /** A name and a metric, or a path and a value, on each line; '' says nothing. */
  texts = $state<Readonly<Record<ImportField, string>>>(UNSAID);
  /** Bytes that have arrived. */
  sent = $state(0);
  result = $state.raw<RequestResult<'uploads.import'> | null>(null);
  error = $state.raw<unknown>(null);
  readonly bytes: number = $derived(this.files.reduce((sum, { size }) => sum + size, 0));
  readonly busy: boolean = $derived(this.stage === 'sending' || this.stage === 'reading');
  readonly #connection: LabConnection;
  /** What the lab has. */
  readonly #uploads = new Map<File, string>();
  /** Of the files last brought in those that were there already. */
  #repeated: readonly File[] = [];
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

  start(): Promise<void> {
    return this.#bringIn(false);
  }

  /** Once more the files of which nothing came in, since it was there; those that came in are left alone. */
  again(): Promise<void> {
    this.files = this.#repeated;
    return this.#bringIn(true);
  }

  async #bringIn(again: boolean): Promise<void> {
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
      const repeated = new Set(this.result.repeated);
      this.#repeated = this.files.filter((_, i) => repeated.has(uploads[i] as string));
      this.#uploads.clear();
      this.stage = 'done';
    } catch (error) {
      this.error = error;
      this.stage = 'choosing';
      // A second try sends what is in the files by then: the lab's copy may be what was refused, or gone.
      this.#discard();
    }
  }

  /** Whatever is on its way is broken off, and forgotten at the lab. */
  close(): void {
    this.#closed = true;
    if (this.stage !== 'reading') this.#discard();
  }

  #options(again: boolean): Omit<RequestParams<'uploads.import'>, 'uploads'> {
    const { metrics, step, settings, experiment, name, tags } = this.texts;
    return {
      map: pairsIn('metrics', metrics),
      settings: pairsIn('settings', settings),
      step: step.trim() || null,
      experiment: experiment.trim() || null,
      name: name.trim() || null,
      tags: tagsIn(tags),
      again,
    };
  }

  /** @returns whether all of them are there */
  async #send(): Promise<boolean> {
    this.sent = 0;
    for (const file of this.files) {
      const told = { onSent: (bytes: number) => (this.sent += bytes), isOver: () => this.#closed };
      const upload = await uploadFile(this.#connection, file, told);
      if (upload === null) return false;
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

/** 'name=value' on each line. @throws Error */
function pairsIn(field: ImportField, text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => line.trim());
  const entries = lines.filter(Boolean).map((line) => {
    const pair = nameAndValue(line);
    if (!pair) throw new Error(`${field}: expected name=value on each line, got '${line}'.`);
    return pair.map((part) => part.trim()) as [string, string];
  });
  return Object.fromEntries(entries);
}

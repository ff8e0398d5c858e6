/** @file The owner's side of the reader's threads. */
import { Worker } from 'node:worker_threads';
import { fromEnvelope, type ErrorEnvelope } from '../contract/wire/error-envelope.ts';
import type { LabHandlers, RequestName, RequestParams, RequestResult } from '../contract/wire/requests.ts';

export interface ReaderQuestion {
  readonly id: number;
  readonly name: RequestName;
  readonly params: RequestParams<RequestName>;
}

export type ReaderAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: ErrorEnvelope };

/** Questions that may read much. */
type HeavyName =
  | 'runs.get'
  | 'curves.read'
  | 'export.curves'
  | 'export.runs'
  | 'grokTimes.read'
  | 'lab.backup';

/** A picture leaves much behind that is soon garbage: a small young generation keeps the lab's memory flat. */
const LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 1024 };

type Waiting = PromiseWithResolvers<unknown>;

export class ReaderClient {
  readonly #entry: string;
  readonly #storeFile: string;
  readonly #waiting = new Map<number, Waiting>();
  #exports: ReaderClient | undefined;
  /** Of threads of exports that are over: a store is closed after them. */
  #ending: Promise<unknown> = Promise.resolve();
  #thread: Worker | undefined;
  #next = 1;

  /** @param entry file of the thread's entry */
  constructor(entry: string, storeFile: string) {
    this.#entry = entry;
    this.#storeFile = storeFile;
  }

  /** The handlers that ask a thread. */
  handlers(): Pick<LabHandlers, HeavyName> {
    return {
      'runs.get': (params) => this.#ask('runs.get', params),
      'curves.read': (params) => this.#ask('curves.read', params),
      // In a second thread, one after the other: a page must not wait until millions of points are written.
      'export.curves': (params) => this.#export('export.curves', params),
      'export.runs': (params) => this.#export('export.runs', params),
      'grokTimes.read': (params) => this.#ask('grokTimes.read', params),
      // In a thread of its own: copying a store takes its time, and pictures must not wait for it.
      'lab.backup': async (params) => {
        const alone = new ReaderClient(this.#entry, this.#storeFile);
        return await alone.#ask('lab.backup', params).finally(() => alone.close());
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.#thread?.terminate(), this.#exports?.close(), this.#ending]);
  }

  /** Exports are rare: with the last that was asked for, their thread and its memory go. */
  async #export<N extends HeavyName>(name: N, params: RequestParams<N>): Promise<RequestResult<N>> {
    const exports = (this.#exports ??= new ReaderClient(this.#entry, this.#storeFile));
    try {
      return await exports.#ask(name, params);
    } finally {
      if (exports.#waiting.size === 0) {
        if (this.#exports === exports) this.#exports = undefined;
        this.#ending = Promise.all([this.#ending, exports.close()]);
      }
    }
  }

  async #ask<N extends HeavyName>(name: N, params: RequestParams<N>): Promise<RequestResult<N>> {
    const thread = (this.#thread ??= this.#start());
    const id = this.#next++;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    thread.postMessage({ id, name, params } satisfies ReaderQuestion);
    return (await waiting.promise) as RequestResult<N>;
  }

  /** Started at the first question, and again after it ended by itself. */
  #start(): Worker {
    const thread = new Worker(this.#entry, {
      workerData: { storeFile: this.#storeFile },
      resourceLimits: LIMITS,
    });
    thread.unref();
    thread.on('message', (answer: ReaderAnswer) => this.#answered(answer));
    thread.on('error', (error) => this.#ended(thread, error));
    thread.on('exit', () => this.#ended(thread, new Error('the reader of the store ended')));
    return thread;
  }

  #answered(answer: ReaderAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.value);
    else waiting?.reject(fromEnvelope(answer.error));
  }

  #ended(thread: Worker, reason: Error): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}

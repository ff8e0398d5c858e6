/** @file The lab of a host: its own where the store is free, else the one of the process that owns the store. When that
 *  process ends, the store is taken over. Hosts hold one client for as long as they run. */
import { LabError } from '../contract/values/lab-error.ts';
import { EVENTS, type EventName, type EventPayload } from '../contract/wire/events.ts';
import type { LabClient } from '../contract/wire/lab-client.ts';
import type { RequestName, RequestParams, RequestResult } from '../contract/wire/requests.ts';

export interface OwnedLab extends LabClient {
  /** Pauses what runs, with a checkpoint, and lets go of the store. */
  close(deadlineMs?: number): Promise<void>;
}

export interface JoinedLab extends LabClient {
  /** Fulfilled when the owner has gone, or `close` was called. */
  readonly closed: Promise<void>;
  close(): void;
}

export interface SharedLabOptions {
  /** @throws LabError `not-owner` when another process owns the store */
  readonly own: () => Promise<OwnedLab>;
  /** undefined when nobody answers. */
  readonly join: () => Promise<JoinedLab | undefined>;
  /** The lab behind is another one now: whatever was read before must be read again. */
  readonly onReplaced?: (lab: SharedLab) => void;
  /** Told when nobody could take the place of an owner that has gone. */
  readonly onLost?: (error: unknown) => void;
  /** How long to try while somebody owns the store and does not answer: it is just starting or just ending. */
  readonly patienceMs?: number;
}

type Behind =
  | { readonly kind: 'owned'; readonly lab: OwnedLab }
  | { readonly kind: 'joined'; readonly lab: JoinedLab };
type Listener = (payload: never) => void;

const PATIENCE_MS = 10_000;
const PAUSE_MS = 200;

/** @throws LabError whatever `own` throws, `not-owner` included when its owner does not answer in time */
export async function openSharedLab(options: SharedLabOptions): Promise<SharedLab> {
  return new SharedLab(options, await open(options));
}

async function open(options: SharedLabOptions): Promise<Behind> {
  const deadline = performance.now() + (options.patienceMs ?? PATIENCE_MS);
  for (;;) {
    try {
      return { kind: 'owned', lab: await options.own() };
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'not-owner') throw error;
      const lab = await options.join();
      if (lab) return { kind: 'joined', lab };
      if (performance.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

export class SharedLab implements LabClient {
  readonly #options: SharedLabOptions;
  readonly #listeners = new Map<EventName, Set<Listener>>();
  #behind: Behind;
  #closing = false;

  constructor(options: SharedLabOptions, behind: Behind) {
    this.#options = options;
    this.#behind = behind;
    this.#follow();
  }

  /** Whether this process owns the store. */
  get owns(): boolean {
    return this.#behind.kind === 'owned';
  }

  request<N extends RequestName>(name: N, params: RequestParams<N>): Promise<RequestResult<N>> {
    return this.#behind.lab.request(name, params);
  }

  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    const heard = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, heard.add(listener));
    return () => void heard.delete(listener);
  }

  /** Of its own lab it pauses the runs; a joined one goes on without this process. */
  async close(deadlineMs?: number): Promise<void> {
    this.#closing = true;
    await this.#behind.lab.close(deadlineMs);
  }

  #follow(): void {
    const { lab } = this.#behind;
    for (const name of Object.keys(EVENTS) as EventName[]) {
      lab.on(name, (payload) => {
        for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(payload as never);
      });
    }
    if (this.#behind.kind === 'joined') void this.#behind.lab.closed.then(() => this.#replace());
  }

  async #replace(): Promise<void> {
    if (this.#closing) return;
    try {
      this.#behind = await open(this.#options);
    } catch (error) {
      this.#options.onLost?.(error);
      return;
    }
    // Closed while the other one was opened.
    if (this.#closing) return void (await this.#behind.lab.close());
    this.#follow();
    this.#options.onReplaced?.(this);
  }
}

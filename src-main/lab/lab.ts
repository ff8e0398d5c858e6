/** @file The lab of the process that owns the store: answers every request, and ends everything it started. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventName, EventPayload } from '../contract/wire/events.ts';
import type { LabClient } from '../contract/wire/lab-client.ts';
import type { LabHandlers, RequestName, RequestParams, RequestResult } from '../contract/wire/requests.ts';
import type { Store } from '../store/open-store.ts';
import { answerRequest } from './answer-request.ts';
import type { EventBus } from './event-bus.ts';
import type { LocalServer } from './local-server.ts';
import type { Supervisor } from './supervisor.ts';

const LAST_ANSWERS_MS = 1000;

export interface LabParts {
  readonly store: Store;
  readonly handlers: LabHandlers;
  readonly supervisor: Supervisor;
  readonly bus: EventBus;
  /** What reads or tells of things by itself, and must stop before the store is closed. */
  readonly watchers: readonly { close(): void | Promise<void> }[];
  readonly closeDeadlineMs: number;
}

export class Lab implements LabClient {
  readonly handlers: LabHandlers;
  readonly #parts: LabParts;
  readonly #answering = new Set<Promise<unknown>>();
  #server: LocalServer | undefined;
  #closed: Promise<void> | undefined;

  constructor(parts: LabParts) {
    this.#parts = parts;
    this.handlers = parts.handlers;
  }

  /** Path of the store. */
  get storeFile(): string {
    return this.#parts.store.paths.file;
  }

  request<N extends RequestName>(name: N, params: RequestParams<N>): Promise<RequestResult<N>> {
    const answer = answerRequest(this.handlers, name, params);
    this.#answering.add(answer);
    const done = () => this.#answering.delete(answer);
    answer.then(done, done);
    return answer;
  }

  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    return this.#parts.bus.on(name, listener);
  }

  /** Every event with its name, for hosts that pass them on. */
  onAny(listener: (name: EventName, payload: EventPayload<EventName>) => void): () => void {
    return this.#parts.bus.onAny(listener);
  }

  /** Fulfilled when no run is running or waiting. */
  idle(): Promise<void> {
    return this.#parts.supervisor.idle();
  }

  /** Answers other processes too, from now on until the end. */
  async serve(server: LocalServer): Promise<void> {
    await server.listen();
    this.#server = server;
  }

  /**
   * Pauses what runs, with a checkpoint; kills what has not paused after the deadline; then lets go of the store.
   * A second call with a shorter deadline hurries the first.
   * @param deadlineMs 0 kills at once
   */
  close(deadlineMs: number = this.#parts.closeDeadlineMs): Promise<void> {
    const ended = this.#parts.supervisor.close(deadlineMs);
    this.#closed ??= this.#closeStore(ended);
    return this.#closed;
  }

  async #closeStore(ended: Promise<void>): Promise<void> {
    await ended;
    // Whoever asked for the pause that lets us end is still waiting to hear of it.
    await Promise.race([
      Promise.allSettled(this.#answering),
      sleep(LAST_ANSWERS_MS, undefined, { ref: false }),
    ]);
    for (const watcher of this.#parts.watchers) await watcher.close();
    await this.#server?.close();
    this.#parts.store.close();
  }
}

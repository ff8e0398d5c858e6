/** @file The other end of the local socket: the lab of the process that owns the store, used from this one. */
import { createConnection, type Socket } from 'node:net';
import { LabError } from '../contract/values/lab-error.ts';
import { decode, encode } from '../contract/wire/codec.ts';
import { fromEnvelope } from '../contract/wire/error-envelope.ts';
import type { EventName, EventPayload } from '../contract/wire/events.ts';
import type { LabClient } from '../contract/wire/lab-client.ts';
import type { RequestName, RequestParams, RequestResult } from '../contract/wire/requests.ts';
import { storePaths } from '../store/store-paths.ts';
import { EventBus } from './event-bus.ts';
import { LineSplitter } from './line-splitter.ts';
import { VERSION } from './package-root.ts';
import { ownerFrame, SOCKET_PROTOCOL, type ClientFrame, type OwnerFrame } from './socket-frames.ts';
import { isTrusted, socketPath } from './socket-path.ts';

const GREETING_MS = 5000;

/**
 * The lab of the process that owns the store; undefined when nobody listens.
 * @throws LabError `conflict` when the owner speaks another protocol
 */
export async function connectLab(storeFile: string): Promise<RemoteLab | undefined> {
  const path = socketPath(storePaths(storeFile).file);
  if (!isTrusted(path)) return undefined;
  const socket = createConnection(path);
  const connected = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  });
  if (!connected) return undefined;
  const lab = new RemoteLab(socket);
  try {
    await lab.greeted;
    await lab.watch();
  } catch (error) {
    lab.close();
    // It ended between taking the connection and answering: nobody listens any more.
    if (error instanceof LabError && error.code === 'not-owner') return undefined;
    throw error;
  }
  return lab;
}

/** A `LabClient` over a socket. Answers are matched to their requests by id. */
export class RemoteLab implements LabClient {
  /** Fulfilled when the owner has said that it speaks our protocol. */
  readonly greeted: Promise<void>;
  /** Fulfilled when the connection is gone: the owner ended, or `close` was called. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #bus = new EventBus((error) => console.error(error));
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #greeting = Promise.withResolvers<void>();
  #nextId = 1;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.greeted = this.#greeting.promise;
    const lines = new LineSplitter(
      Infinity,
      (line) => this.#receive(line),
      () => {},
    );
    socket.setEncoding('utf8').on('data', (text: string) => lines.push(text));
    socket.on('error', () => {});
    const timer = setTimeout(() => socket.destroy(), GREETING_MS);
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#abandon();
        resolve();
      });
    });
    const stopTimer = () => clearTimeout(timer);
    this.greeted.then(stopTimer, stopTimer);
  }

  async request<N extends RequestName>(name: N, params: RequestParams<N>): Promise<RequestResult<N>> {
    return (await this.#ask({ id: this.#nextId++, request: name, params })) as RequestResult<N>;
  }

  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    return this.#bus.on(name, listener);
  }

  /** Asks for events; they come until the connection ends. */
  async watch(): Promise<void> {
    await this.#ask({ id: this.#nextId++, watch: true });
  }

  close(): void {
    this.#socket.destroy();
  }

  #ask(frame: ClientFrame): Promise<unknown> {
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(frame.id, answer);
    if (this.#socket.writable) this.#socket.write(`${encode(frame)}\n`);
    else this.#abandon();
    return answer.promise;
  }

  #receive(line: string): void {
    try {
      this.#handle(ownerFrame.parse(decode(line)));
    } catch {
      // Not what an owner says. Nothing after it can be trusted; `closed` and every open request tell.
      this.#socket.destroy();
    }
  }

  #handle(frame: OwnerFrame): void {
    if ('greeting' in frame) this.#greet(frame.greeting);
    else if ('event' in frame) this.#bus.emit(frame.event, frame.payload as EventPayload<EventName>);
    else {
      const waiting = frame.id === null ? undefined : this.#waiting.get(frame.id);
      if (frame.id !== null) this.#waiting.delete(frame.id);
      if ('error' in frame) waiting?.reject(fromEnvelope(frame.error));
      else waiting?.resolve(frame.result);
    }
  }

  #greet({ protocol, version }: { protocol: number; version: string }): void {
    if (protocol === SOCKET_PROTOCOL) return this.#greeting.resolve();
    const message = `the store belongs to a running Grokking Lab ${version}, and this is ${VERSION}; use that one or quit it.`;
    this.#greeting.reject(new LabError('conflict', message, { version }));
  }

  #abandon(): void {
    const gone = () => new LabError('not-owner', 'the process that owns the store has ended; try again.');
    this.#greeting.reject(gone());
    for (const waiting of this.#waiting.values()) waiting.reject(gone());
    this.#waiting.clear();
  }
}

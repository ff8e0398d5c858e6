/** @file The lab behind HTTP and a WebSocket. `POST /api/request/<name>` carries requests, `/api/events` the events, both
 *  as codec text. The socket is the sign of life: while it is down the connection is away and tried again with
 *  growing pauses; readers read anew when it is back. */
import { decode, encode } from '../../src-main/contract/wire/codec.ts';
import { LabError } from '../../src-main/contract/values/lab-error.ts';
import type { EventName, EventPayload, LabEvent } from '../../src-main/contract/wire/events.ts';
import type { RequestName, RequestParams, RequestResult } from '../../src-main/contract/wire/requests.ts';
import { Listeners, type ConnectionState, type LabConnection } from './connection.ts';
import { awayError, isAway, readEvent, readReply } from './replies.ts';

/** What the connection needs of the world; tests give their own. */
export interface WebTransport {
  fetch(path: string, init: RequestInit): Promise<Response>;
  socket(path: string): WebSocket;
  now(): number;
  /** @returns a function that cancels the call */
  after(milliseconds: number, call: () => void): () => void;
}

const REQUEST_PATH = '/api/request/';
const EVENTS_PATH = '/api/events';
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;

export function browserTransport(location: Location): WebTransport {
  const socketOrigin = location.origin.replace(/^http/, 'ws');
  return {
    fetch: (path, init) => fetch(path, init),
    socket: (path) => new WebSocket(socketOrigin + path),
    now: () => Date.now(),
    after: (milliseconds, call) => {
      const timer = setTimeout(call, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}

export class WebConnection implements LabConnection {
  readonly host = 'browser';
  readonly #transport: WebTransport;
  readonly #stateListeners = new Listeners<ConnectionState>();
  readonly #eventListeners = new Listeners<LabEvent>();
  #state: ConnectionState = { phase: 'connecting' };
  #socket: WebSocket | null = null;
  #pause = FIRST_PAUSE;
  #cancelRetry: () => void = () => {};
  #closed = false;

  constructor(transport: WebTransport) {
    this.#transport = transport;
    this.#connect();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    return this.#stateListeners.add(listener);
  }

  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    return this.#eventListeners.add((event) => {
      if (event.name === name) listener(event.payload as EventPayload<N>);
    });
  }

  async request<N extends RequestName>(name: N, params: RequestParams<N>): Promise<RequestResult<N>> {
    const { ok, status, text } = await this.#post(name, params);
    let message: unknown;
    try {
      message = decode(text);
    } catch (cause) {
      // A proxy's page, or the lab going down in the middle of an answer.
      if (!ok) throw new LabError('internal', `${name}: answered with status ${status}.`, {}, cause);
      throw awayError(name, cause);
    }
    return readReply(name, message);
  }

  async #post(name: string, params: unknown): Promise<{ ok: boolean; status: number; text: string }> {
    try {
      const response = await this.#transport.fetch(REQUEST_PATH + name, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        credentials: 'same-origin',
        cache: 'no-store',
        body: encode(params),
      });
      return { ok: response.ok, status: response.status, text: await response.text() };
    } catch (cause) {
      throw awayError(name, cause);
    }
  }

  retryNow(): void {
    if (this.#state.phase === 'away' || this.#state.phase === 'refused') {
      this.#cancelRetry();
      this.#connect();
    }
  }

  close(): void {
    this.#closed = true;
    this.#cancelRetry();
    this.#socket?.close();
  }

  #connect(): void {
    if (this.#closed) return;
    const socket = this.#transport.socket(EVENTS_PATH);
    this.#socket = socket;
    socket.onopen = () => {
      this.#pause = FIRST_PAUSE;
      this.#become({ phase: 'online' });
    };
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      void this.#lost();
    };
  }

  #receive(data: unknown): void {
    if (typeof data !== 'string') return;
    let message: unknown;
    try {
      message = decode(data);
    } catch {
      return; // not of this contract; a gap in the points is seen by the readers themselves
    }
    const event = readEvent(message);
    if (event) this.#eventListeners.call(event);
  }

  /** A socket says only that it is closed; a request tells being away from being refused. */
  async #lost(): Promise<void> {
    if (this.#closed) return;
    const pause = this.#pause;
    this.#pause = Math.min(LONGEST_PAUSE, pause * 1.7);
    this.#become({ phase: 'away', retryAt: this.#transport.now() + pause });
    const refusal = await this.#refusal();
    if (this.#closed || this.#state.phase === 'online') return;
    if (refusal) {
      this.#become({ phase: 'refused', message: refusal });
      return;
    }
    this.#cancelRetry();
    this.#cancelRetry = this.#transport.after(pause, () => this.#connect());
  }

  async #refusal(): Promise<string | null> {
    try {
      await this.request('lab.status', {});
      return null;
    } catch (error) {
      if (isAway(error)) return null;
      return error instanceof LabError && error.code === 'forbidden' ? error.message : null;
    }
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#stateListeners.call(state);
  }
}

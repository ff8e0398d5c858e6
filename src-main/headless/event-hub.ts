/** @file Tells every connected page what the lab tells. A page that cannot keep up is cut off: it reconnects, reads
 *  again what it missed, and the memory of this process stays bounded. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { encode } from '../contract/wire/codec.ts';
import { EVENTS, type EventName } from '../contract/wire/events.ts';
import type { LabClient } from '../contract/wire/lab-client.ts';

export interface EventHubOptions {
  /** Unsent bytes after which a page counts as too slow. */
  readonly mostBufferedBytes: number;
  /** Between pings; a page that has not answered one before the next is gone. */
  readonly pingMs: number;
}

export const DEFAULT_HUB_OPTIONS: EventHubOptions = { mostBufferedBytes: 8 * 1024 * 1024, pingMs: 15_000 };

/** Close codes of RFC 6455. */
const GOING_AWAY = 1001;
const NOT_ALLOWED = 1008;

export class EventHub {
  readonly #options: EventHubOptions;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false });
  /** Whether the last ping of each page was answered. */
  readonly #answered = new WeakMap<WebSocket, boolean>();
  readonly #unsubscribe: readonly (() => void)[];
  readonly #pinging: NodeJS.Timeout;

  constructor(lab: LabClient, options: EventHubOptions) {
    this.#options = options;
    this.#unsubscribe = (Object.keys(EVENTS) as EventName[]).map((name) =>
      lab.on(name, (payload) => this.#tell(name, payload)),
    );
    this.#pinging = setInterval(() => this.#ping(), options.pingMs);
    this.#pinging.unref();
  }

  /** Takes over a connection whose right to be here was checked before. */
  connect(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.handleUpgrade(request, socket, head, (page) => {
      this.#answered.set(page, true);
      page.on('pong', () => this.#answered.set(page, true));
      // Requests go over HTTP; whoever talks here is not our page.
      page.on('message', () => page.close(NOT_ALLOWED, 'events only'));
      page.on('error', () => page.terminate());
    });
  }

  close(): void {
    clearInterval(this.#pinging);
    for (const stop of this.#unsubscribe) stop();
    for (const page of this.#sockets.clients) page.close(GOING_AWAY, 'the lab is closing');
    this.#sockets.close();
  }

  /** Cuts every connection without a word. */
  terminate(): void {
    for (const page of this.#sockets.clients) page.terminate();
  }

  #tell(name: EventName, payload: unknown): void {
    if (this.#sockets.clients.size === 0) return;
    const text = encode({ name, payload });
    for (const page of this.#sockets.clients) {
      if (page.readyState !== page.OPEN) continue;
      if (page.bufferedAmount > this.#options.mostBufferedBytes) page.terminate();
      else page.send(text);
    }
  }

  #ping(): void {
    for (const page of this.#sockets.clients) {
      if (!this.#answered.get(page)) page.terminate();
      this.#answered.set(page, false);
      if (page.readyState === page.OPEN) page.ping();
    }
  }
}

/** @file The browser host: the page, the requests and the events of one lab on 127.0.0.1. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { LabError } from '../contract/values/lab-error.ts';
import { refusal } from '../contract/wire/answer.ts';
import { encode } from '../contract/wire/codec.ts';
import type { LabClient } from '../contract/wire/lab-client.ts';
import { Access, randomSecret } from './access.ts';
import { DEFAULT_HUB_OPTIONS, EventHub, type EventHubOptions } from './event-hub.ts';
import { HttpRefusal, statusOf } from './http-refusal.ts';
import { PageReader } from './page-reader.ts';
import { EVENTS_PATH, RequestHandler, splitTarget } from './request-handler.ts';

const LOOPBACK = '127.0.0.1';
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  maxHeaderSize: 16_384,
  // Longer than a page waits between two looks at the status: a request must not meet a connection that is closing.
  keepAliveTimeout: 65_000,
};
/** Time that pages and running requests get to end by themselves when the server closes. */
const CLOSE_GRACE_MS = 1000;

export interface ServerOptions {
  readonly lab: LabClient;
  /** 0 takes any free one. */
  readonly port: number;
  /** The built pages (out/renderer). */
  readonly rendererFolder: string;
  /** What the session cookie holds. The same one after a restart lets open pages go on by themselves. */
  readonly session?: string;
  /** Why the app is in a browser, in one sentence for the page; '' where somebody wanted it so. */
  readonly note?: string;
  readonly events?: Partial<EventHubOptions>;
  /** Told about errors inside; the page gets them as an envelope as well. */
  readonly onError?: (error: unknown) => void;
}

export interface RunningServer {
  /** With the token: the address to open in a browser. */
  readonly url: string;
  readonly port: number;
  /** The same with a token that works once and for a minute, to be handed to a program that opens it. */
  oneTimeUrl(): string;
  /** Cuts the event sockets: pages come back and read everything anew. */
  dropPages(): void;
  /** Ends connections, not the lab. */
  close(): Promise<void>;
}

/** @throws LabError `conflict` when the port is taken */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const server = createServer(LIMITS);
  const port = await listen(server, options.port);
  const token = randomSecret();
  const access = new Access({ port, token, session: options.session ?? randomSecret() });
  const hub = new EventHub(options.lab, { ...DEFAULT_HUB_OPTIONS, ...options.events });
  const pages = new PageReader(options.rendererFolder);
  const onError = options.onError ?? (() => {});
  const note = options.note ?? '';
  const handler = new RequestHandler({ lab: options.lab, access, pages, note, onError });
  server.on('request', (request, response) => void handler.handle(request, response));
  server.on('upgrade', (request, socket, head) => upgrade(request, socket, head, access, hub));
  server.on('error', onError);
  server.on('clientError', (_, socket) =>
    refuse(socket, new HttpRefusal(400, 'bad-request', 'This is not HTTP.')),
  );
  const urlWith = (secret: string) => `http://${LOOPBACK}:${port}/?token=${secret}`;
  return {
    url: urlWith(token),
    port,
    oneTimeUrl: () => urlWith(access.issueTicket()),
    dropPages: () => hub.terminate(),
    close: () => close(server, hub),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
    server.listen({ host: LOOPBACK, port, exclusive: true }, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new LabError('conflict', `Port ${port} is taken; choose another one with --port, 0 for any.`, {
      port,
    });
  }
  if (error.code === 'EACCES') {
    return new LabError('forbidden', `Port ${port} may not be used; choose one above 1023 with --port.`, {
      port,
    });
  }
  return error;
}

function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  access: Access,
  hub: EventHub,
): void {
  // Between here and the handshake nobody else listens; an unheard error would end the process.
  socket.on('error', () => socket.destroy());
  try {
    access.requireOrigin(request);
    access.requireSession(request);
    if (splitTarget(request.url ?? '').path !== EVENTS_PATH) {
      throw new HttpRefusal(404, 'not-found', 'There is no such route.');
    }
    hub.connect(request, socket, head);
  } catch (error) {
    refuse(socket, error);
  }
}

/** Answers on a bare connection, where there is no response object. */
function refuse(socket: Duplex, error: unknown): void {
  if (!socket.writable) return void socket.destroy();
  const body = encode(refusal(error));
  const head = [
    `HTTP/1.1 ${statusOf(error)} Refused`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

async function close(server: Server, hub: EventHub): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  hub.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => {
    hub.terminate();
    server.closeAllConnections();
  }, CLOSE_GRACE_MS);
  await closed;
  clearTimeout(cut);
}

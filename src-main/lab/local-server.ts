/** @file The owner's end of the local socket: the same requests and events as everywhere, for other processes of this user. */
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { LabError } from '../contract/values/lab-error.ts';
import { decode, encode } from '../contract/wire/codec.ts';
import { toEnvelope } from '../contract/wire/error-envelope.ts';
import type { RequestName, RequestParams } from '../contract/wire/requests.ts';
import type { EventBus } from './event-bus.ts';
import { LineSplitter } from './line-splitter.ts';
import { VERSION } from './package-root.ts';
import {
  clientFrame,
  LONGEST_LINE,
  SOCKET_PROTOCOL,
  type ClientFrame,
  type OwnerFrame,
} from './socket-frames.ts';
import { prepareSocketFolder, socketPath } from './socket-path.ts';

export type Answer = <N extends RequestName>(name: N, params: RequestParams<N>) => Promise<unknown>;

const GOODBYE_MS = 1000;
/** A client that watches but does not read is cut off before its unread events fill the memory. */
const MOST_UNREAD_BYTES = 64 * 1024 * 1024;

export class LocalServer {
  readonly #answer: Answer;
  readonly #bus: EventBus;
  readonly #server: Server;
  readonly #path: string;
  readonly #clients = new Set<Socket>();

  constructor(storeFile: string, answer: Answer, bus: EventBus) {
    this.#answer = answer;
    this.#bus = bus;
    this.#path = socketPath(storeFile);
    this.#server = createServer((socket) => this.#welcome(socket));
  }

  /** Owning the store is what gives the right to the address: a socket file that is there was left by a dead owner. */
  async listen(): Promise<void> {
    if (process.platform !== 'win32') {
      prepareSocketFolder(this.#path);
      rmSync(this.#path, { force: true });
    }
    const listening = Promise.withResolvers<void>();
    // The file is made before `listen` returns, and must never be open to others, not for a moment.
    const before = process.umask(0o177);
    this.#server.once('error', listening.reject).listen(this.#path, listening.resolve);
    process.umask(before);
    await listening.promise;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    // Answers that are ready are written first.
    await new Promise(setImmediate);
    // What was written is still delivered; whoever does not read it is cut off.
    for (const socket of this.#clients) socket.end(() => socket.destroy());
    const cutOff = setTimeout(() => this.#clients.forEach((socket) => socket.destroy()), GOODBYE_MS);
    await closed;
    clearTimeout(cutOff);
  }

  #welcome(socket: Socket): void {
    this.#clients.add(socket);
    socket.on('close', () => this.#clients.delete(socket));
    // The other process may die at any moment; `close` follows.
    socket.on('error', () => {});
    send(socket, { greeting: { protocol: SOCKET_PROTOCOL, version: VERSION } });
    const lines = new LineSplitter(
      LONGEST_LINE,
      (line) => void this.#receive(socket, line),
      () => {
        const error = new LabError(
          'bad-request',
          `a line may have ${LONGEST_LINE} characters; this one has more.`,
        );
        send(socket, { id: null, error: toEnvelope(error) });
        socket.end();
      },
    );
    socket.setEncoding('utf8').on('data', (text: string) => lines.push(text));
  }

  /** Every line gets an answer, whatever is in it. */
  async #receive(socket: Socket, line: string): Promise<void> {
    let id: number | null = null;
    try {
      const frame = readFrame(line);
      id = frame.id;
      const result = 'watch' in frame ? this.#watch(socket) : await this.#call(frame);
      send(socket, { id, result });
    } catch (error) {
      send(socket, { id, error: toEnvelope(error) });
    }
  }

  /** The table of requests says whether the name exists and the parameters fit it; here they are still unknown. */
  #call(frame: Extract<ClientFrame, { request: string }>): Promise<unknown> {
    return this.#answer(frame.request as RequestName, frame.params as RequestParams<RequestName>);
  }

  #watch(socket: Socket): object {
    const end = this.#bus.onAny((event, payload) => {
      if (socket.writableLength > MOST_UNREAD_BYTES) socket.destroy();
      else send(socket, { event, payload });
    });
    socket.on('close', end);
    return {};
  }
}

function send(socket: Socket, frame: OwnerFrame): void {
  if (socket.writable) socket.write(`${encode(frame)}\n`);
}

/** @throws LabError `bad-request` for anything that is not a frame */
function readFrame(line: string): ClientFrame {
  let message: unknown;
  try {
    message = decode(line);
  } catch (cause) {
    throw new LabError('bad-request', 'a line must be one frame of the codec.', {}, cause);
  }
  const frame = clientFrame.safeParse(message);
  if (!frame.success)
    throw new LabError('bad-request', 'a frame must be {id, request, params} or {id, watch: true}.');
  return frame.data;
}

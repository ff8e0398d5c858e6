/** @file Every HTTP request goes through here: who asks, what for, the answer. The lab alone knows what it means. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerTo, refusal, type Answer } from '../contract/wire/answer.ts';
import { decode, encode } from '../contract/wire/codec.ts';
import type { LabClient } from '../contract/wire/lab-client.ts';
import { pageHeaders } from '../contract/wire/page-files.ts';
import type { Access } from './access.ts';
import { enterPage, refusedPage, type EntryPage } from './entry-pages.ts';
import { HttpRefusal, statusOf, statusOfCode } from './http-refusal.ts';
import type { PageReader } from './page-reader.ts';
import { readJsonBody } from './read-body.ts';

const API = '/api/';
const REQUEST = '/api/request/';
export const EVENTS_PATH = '/api/events';
/** What the page runs in and why; the lab knows nothing of it. */
const HOST = '/api/host';

export interface HandlerParts {
  readonly lab: LabClient;
  readonly access: Access;
  readonly pages: PageReader;
  /** Why the app is in a browser, in one sentence; '' where somebody wanted it so. */
  readonly note: string;
  /** Told about errors that are nobody's refusal. */
  readonly onError: (error: unknown) => void;
}

/** Path and query as they came. Nothing is normalised here: what is not plain is refused where it matters. */
export function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  return { path, query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)) };
}

export class RequestHandler {
  readonly #parts: HandlerParts;

  constructor(parts: HandlerParts) {
    this.#parts = parts;
  }

  /** Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const host = this.#parts.access.requireHost(request);
      response.setHeaders(new Map(Object.entries(pageHeaders([`ws://${host}`]))));
      const { path, query } = splitTarget(request.url ?? '');
      if (path.startsWith(API)) await this.#api(path, request, response);
      else await this.#page(path, query, request, response);
    } catch (error) {
      const status = statusOf(error);
      if (status === 500) this.#parts.onError(error);
      sendAnswer(response, status, refusal(error));
    }
  }

  async #api(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { access, lab, note } = this.#parts;
    if (request.method === 'POST') access.requireOrigin(request);
    access.requireSession(request);
    if (path === EVENTS_PATH) throw new HttpRefusal(426, 'bad-request', 'Events come over a WebSocket.');
    if (path === HOST) {
      requireMethod(request, response, ['GET']);
      return sendAnswer(response, 200, { ok: true, value: { host: 'browser', note } });
    }
    if (!path.startsWith(REQUEST)) throw new HttpRefusal(404, 'not-found', 'There is no such route.');
    requireMethod(request, response, ['POST']);
    const params = decodeBody(await readJsonBody(request));
    const answer = await answerTo(lab, path.slice(REQUEST.length), params);
    sendAnswer(response, answer.ok ? 200 : statusOfCode(answer.error.code), answer);
  }

  async #page(
    path: string,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { access, pages } = this.#parts;
    requireMethod(request, response, ['GET', 'HEAD']);
    const token = query.get('token');
    // An address kept from an earlier start still leads in where the session does.
    if (token !== null && (access.admits(token) || access.hasSession(request))) {
      response.setHeader('Set-Cookie', access.cookie());
      return sendEntryPage(response, 200, enterPage);
    }
    if (!access.hasSession(request) && wantsPage(request)) return sendEntryPage(response, 403, refusedPage);
    access.requireSession(request);
    const file = await pages.read(path);
    response.setHeader('Content-Type', file.type).setHeader('Cache-Control', file.cache);
    response.writeHead(200).end(file.body);
  }
}

function requireMethod(request: IncomingMessage, response: ServerResponse, methods: string[]): void {
  if (methods.includes(request.method ?? '')) return;
  response.setHeader('Allow', methods.join(', '));
  throw new HttpRefusal(405, 'bad-request', `Method ${request.method} is not accepted here.`);
}

function decodeBody(text: string): unknown {
  try {
    return decode(text);
  } catch {
    // Also a RangeError, when it is nested beyond the depth of the stack.
    throw new HttpRefusal(400, 'bad-request', 'The body is not a message of the lab.');
  }
}

function wantsPage(request: IncomingMessage): boolean {
  return (request.headers.accept ?? '').includes('text/html');
}

function sendEntryPage(response: ServerResponse, status: number, { body, policy }: EntryPage): void {
  response
    .setHeader('Content-Security-Policy', policy)
    .setHeader('Content-Type', 'text/html; charset=utf-8')
    .setHeader('Cache-Control', 'no-store')
    .writeHead(status)
    .end(body);
}

function sendAnswer(response: ServerResponse, status: number, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  // Before anything is sent: what cannot be encoded can still be answered by saying so.
  const body = encode(answer);
  response
    .setHeader('Content-Type', 'application/json; charset=utf-8')
    .setHeader('Cache-Control', 'no-store');
  // A body that was refused unread must not be taken for the next request.
  if (!response.req.complete) response.setHeader('Connection', 'close');
  response.writeHead(status).end(body);
  response.req.resume();
}

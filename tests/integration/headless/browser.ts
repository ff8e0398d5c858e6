/** @file A browser's side of the wire, down to the headers: what a page sends, and what a page would never send. */
import { mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { decode, encode } from '../../../src-main/contract/wire/codec.ts';
import type { Answer } from '../../../src-main/contract/wire/answer.ts';
import type { RunningServer } from '../../../src-main/headless/server.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Sent {
  readonly method?: string;
  /** As it goes over the wire; nothing normalises it. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export function send(port: number, { method = 'GET', path, headers = {}, body }: Sent): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path, headers, agent: false };
    const request = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

export const answerOf = (reply: Reply): Answer => decode(reply.text) as Answer;

/** Opens the printed address and keeps the cookie, as a browser does. */
export async function enter(server: RunningServer): Promise<string> {
  const { pathname, search } = new URL(server.url);
  const reply = await send(server.port, { path: pathname + search });
  return (reply.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
}

/** The headers of the page's own POST. */
export function pageHeaders(port: number, cookie: string): Record<string, string> {
  return { Cookie: cookie, Origin: `http://127.0.0.1:${port}`, 'Content-Type': 'application/json' };
}

export function ask(port: number, cookie: string, name: string, params: unknown): Promise<Reply> {
  return send(port, {
    method: 'POST',
    path: `/api/request/${name}`,
    headers: pageHeaders(port, cookie),
    body: encode(params),
  });
}

export function listenForEvents(port: number, headers: Record<string, string>, path = '/api/events') {
  return new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
}

/** 'open', or the HTTP status with which the upgrade was refused. */
export function outcomeOf(socket: WebSocket): Promise<'open' | number> {
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve('open'));
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    socket.on('error', reject);
  });
}

/** A folder like out/renderer, with a secret beside it that nothing may reach. */
export async function rendererFolder(): Promise<string> {
  const outside = await mkdtemp(join(tmpdir(), 'groklab-pages-'));
  const folder = join(outside, 'renderer');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(outside, 'secret.txt'), 'SECRET');
  await writeFile(join(folder, '.hidden'), 'SECRET');
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(folder, 'assets', 'index-abc.js'), 'export {};');
  await writeFile(join(folder, 'icon.svg'), '<svg/>');
  return folder;
}

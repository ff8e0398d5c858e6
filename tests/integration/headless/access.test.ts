/** @file Who gets in: token, cookie, Host and Origin, over real connections. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { randomSecret } from '../../../src-main/headless/access.ts';
import { startServer, type RunningServer } from '../../../src-main/headless/server.ts';
import { answerOf, enter, listenForEvents, outcomeOf, pageHeaders, rendererFolder, send } from './browser.ts';
import { stubLab } from './stub-lab.ts';

const lab = stubLab();
let server: RunningServer;
let cookie: string;
const own = () => pageHeaders(server.port, cookie);
const post = (headers: Record<string, string>) =>
  send(server.port, { method: 'POST', path: '/api/request/lab.status', headers, body: '{}' });

beforeAll(async () => {
  server = await startServer({ lab, port: 0, rendererFolder: await rendererFolder() });
  cookie = await enter(server);
});
beforeEach(() => void lab.calls.splice(0));
afterAll(() => server.close());

describe('the opened address', () => {
  it('holds a token of 32 random bytes on the loopback address', () => {
    const url = new URL(server.url);
    expect(url.hostname).toBe('127.0.0.1');
    expect(Buffer.from(url.searchParams.get('token') ?? '', 'base64url')).toHaveLength(32);
  });

  it('is answered 200 with a strict cookie named after the port, and a page that replaces it', async () => {
    const { pathname, search } = new URL(server.url);
    const reply = await send(server.port, { path: pathname + search });
    expect(reply.status).toBe(200);
    const set = reply.headers['set-cookie'] ?? [];
    expect(set).toHaveLength(1);
    expect(set[0]).toMatch(
      new RegExp(`^groklab-${server.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    );
    expect(reply.text).toContain('location.replace');
    expect(reply.headers['content-security-policy']).toMatch(/script-src 'sha256-/);
  });

  it('does not give the token away in the cookie', () => {
    expect(cookie).not.toContain(new URL(server.url).searchParams.get('token'));
  });

  it.each(['', 'x', randomSecret()])('refuses the token %j without a cookie', async (token) => {
    const reply = await send(server.port, { path: `/?token=${token}` });
    expect(reply.status).toBe(403);
    expect(reply.headers['set-cookie']).toBeUndefined();
    expect(answerOf(reply)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });

  it('can be handed out for one use, which does not use up the printed one', async () => {
    const once = new URL(server.oneTimeUrl());
    const open = ({ pathname, search }: URL) => send(server.port, { path: pathname + search });
    expect((await open(once)).status).toBe(200);
    expect((await open(once)).status).toBe(403);
    expect((await open(new URL(server.url))).status).toBe(200);
    expect((await open(new URL(server.url))).status).toBe(200);
  });

  it('leads in although its token is an old one where the session is kept', async () => {
    const reply = await send(server.port, { path: '/runs?token=old', headers: { Cookie: cookie } });
    expect(reply.status).toBe(200);
    expect(reply.text).toContain('location.replace');
  });

  it('tells a browser without a session what to do', async () => {
    const reply = await send(server.port, { path: '/runs', headers: { Accept: 'text/html' } });
    expect(reply.status).toBe(403);
    expect(reply.text).toContain('Open the full address that was printed');
  });
});

describe('every request', () => {
  it('is let through with cookie, Host and Origin of the page', async () => {
    expect((await post(own())).status).toBe(200);
    expect(lab.calls).toHaveLength(1);
  });

  it('is let through under the name localhost', async () => {
    const host = `localhost:${server.port}`;
    expect((await post({ ...own(), Host: host, Origin: `http://${host}` })).status).toBe(200);
  });

  const foreign: [string, () => Record<string, string>][] = [
    ['no cookie', () => ({ ...own(), Cookie: '' })],
    ['a wrong cookie', () => ({ ...own(), Cookie: `groklab-${server.port}=${randomSecret()}` })],
    ['the cookie of another port', () => ({ ...own(), Cookie: cookie.replace(/^groklab-\d+/, 'groklab-1') })],
    ['a foreign Host', () => ({ ...own(), Host: `evil.example:${server.port}` })],
    ['our Host on another port', () => ({ ...own(), Host: '127.0.0.1:1' })],
    ['our Host without its port', () => ({ ...own(), Host: '127.0.0.1' })],
    ['a foreign Origin', () => ({ ...own(), Origin: 'https://evil.example' })],
    ['the Origin of another port', () => ({ ...own(), Origin: 'http://127.0.0.1:1' })],
    ['the other name as Origin', () => ({ ...own(), Origin: `http://localhost:${server.port}` })],
    ['the Origin null', () => ({ ...own(), Origin: 'null' })],
    ['no Origin', () => without(own(), 'Origin')],
  ];

  it.each(foreign)('is refused by POST with %s', async (_, headers) => {
    const reply = await post(headers());
    expect(reply.status).toBe(403);
    expect(answerOf(reply)).toMatchObject({ ok: false, error: { code: 'forbidden', details: {} } });
    expect(lab.calls).toHaveLength(0);
  });

  it.each(foreign)('is refused by WebSocket with %s', async (_, headers) => {
    const socket = listenForEvents(server.port, without(headers(), 'Content-Type'));
    expect(await outcomeOf(socket)).toBe(403);
  });

  it('is refused on pages and files without a cookie or with a foreign Host', async () => {
    for (const path of ['/', '/runs/1', '/assets/index-abc.js', '/icon.svg', '/api/events', '/api/nowhere']) {
      expect((await send(server.port, { path })).status, path).toBe(403);
      const headers = { Cookie: cookie, Host: 'evil.example' };
      expect((await send(server.port, { path, headers })).status, path).toBe(403);
    }
  });

  it('opens no WebSocket anywhere else', async () => {
    const socket = listenForEvents(server.port, without(own(), 'Content-Type'), '/api/other');
    expect(await outcomeOf(socket)).toBe(404);
  });
});

it('is not reachable but through the loopback interface', async () => {
  const { networkInterfaces } = await import('node:os');
  const outer = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of outer) {
    await expect(fetch(`http://${address}:${server.port}/`)).rejects.toThrow();
  }
});

function without(headers: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}

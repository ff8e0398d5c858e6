/** @file Addresses: the page's files, what is not there, and every way out of the folder. */
import { symlink, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../../../src-main/headless/server.ts';
import { answerOf, enter, pageHeaders, rendererFolder, send } from './browser.ts';
import { stubLab } from './stub-lab.ts';

const lab = stubLab();
let server: RunningServer;
let cookie: string;
let folder: string;
const get = (path: string, method = 'GET') =>
  send(server.port, { method, path, headers: { Cookie: cookie } });

beforeAll(async () => {
  folder = await rendererFolder();
  server = await startServer({ lab, port: 0, rendererFolder: folder });
  cookie = await enter(server);
});
afterAll(() => server.close());

describe('pages and files', () => {
  it.each(['/', '/runs', '/runs/12?x=log', '/compare?runs=1,2', '/runs/quick-start.v1', '/runs/'])(
    'answers %s with the page, which is never kept',
    async (path) => {
      const reply = await get(path);
      expect(reply.status).toBe(200);
      expect(reply.text).toContain('<title>page</title>');
      expect(reply.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
      });
    },
  );

  it('lets hashed files be kept for a year', async () => {
    const { headers } = await get('/assets/index-abc.js');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(headers['cache-control']).toBe('private, max-age=31536000, immutable');
  });

  it.each(['/assets/gone-123.js', '/favicon.ico', '/assets', '/assets/'])(
    'answers %s with 404',
    async (path) => {
      const reply = await get(path);
      expect(reply.status).toBe(404);
      expect(answerOf(reply)).toMatchObject({ ok: false, error: { code: 'not-found' } });
    },
  );

  it('sends no body to HEAD', async () => {
    expect(await get('/', 'HEAD')).toMatchObject({ status: 200, text: '' });
  });

  it('carries every security header', async () => {
    const { headers } = await get('/');
    const host = `127.0.0.1:${server.port}`;
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        `connect-src 'self' ws://${host}`,
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ]),
    );
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
  });
});

describe('a way out of the folder', () => {
  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/./secret.txt',
    '/%2e%2e/secret.txt',
    '/%2E%2E%2Fsecret.txt',
    '/..%2fsecret.txt',
    '/assets%2f..%2f..%2fsecret.txt',
    '/%252e%252e%252fsecret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/....//secret.txt',
    '//etc/passwd',
    '//evil.example/',
    '/assets//index-abc.js',
    '/secret.txt%00.html',
    '/index.html%00',
    '/.hidden',
    '/assets/.hidden',
    '/C:/Windows/win.ini',
    '/index.html::$DATA',
    '/%',
    '/%zz',
    '/%c0%ae%c0%ae/secret.txt',
    '/%ff',
    'http://evil.example/',
    '*',
  ])('is refused: %s', async (path) => {
    const reply = await get(path);
    expect(reply.status).toBe(400);
    expect(reply.text).not.toContain('SECRET');
    expect(answerOf(reply)).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  });

  it('is not a link that leads out', async () => {
    await symlink(join(folder, '..', 'secret.txt'), join(folder, 'link.txt'));
    const reply = await get('/link.txt');
    await rm(join(folder, 'link.txt'));
    expect(reply.status).toBe(404);
    expect(reply.text).not.toContain('SECRET');
  });

  it('is refused as a query too, which names no file', async () => {
    expect((await get('/?file=../secret.txt')).text).toContain('<title>page</title>');
  });
});

describe('what is not served', () => {
  const post = (path: string, headers: Record<string, string> = {}, body: string | Buffer = '{}') =>
    send(server.port, {
      method: 'POST',
      path,
      headers: { ...pageHeaders(server.port, cookie), ...headers },
      body,
    });

  it.each(['/api/', '/api/requests', '/api/request', '/api/events/x'])('route %s: 404', async (path) => {
    const reply = await post(path);
    expect(reply.status).toBe(404);
    expect(answerOf(reply)).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });

  it.each([
    'nothing',
    'constructor',
    '__proto__',
    'toString',
    '',
    'runs.list/..',
    'RUNS.LIST',
    'runs.list%00',
  ])('request %j: 404, and the known names', async (name) => {
    const reply = await post(`/api/request/${name}`);
    expect(reply.status).toBe(404);
    expect(answerOf(reply)).toMatchObject({
      error: { details: { known: expect.arrayContaining(['runs.list']) } },
    });
  });

  it('events without a WebSocket: 426', async () => {
    expect((await get('/api/events')).status).toBe(426);
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])('%s on a request: 405', async (method) => {
    const reply = await get('/api/request/lab.status', method);
    expect(reply.status).toBe(405);
    expect(reply.headers.allow).toBe('POST');
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s on a page: 405', async (method) => {
    expect((await get('/', method)).status).toBe(405);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/jsonx',
    '',
  ])('Content-Type %j: 415', async (type) => {
    expect((await post('/api/request/lab.status', { 'Content-Type': type })).status).toBe(415);
  });

  it('a compressed body: 415', async () => {
    expect((await post('/api/request/lab.status', { 'Content-Encoding': 'gzip' })).status).toBe(415);
  });

  it.each([1, 3, 15])('a body of %d MiB and a bit: 413, whole or in chunks', async (mebibytes) => {
    const body = Buffer.alloc(mebibytes * 1024 * 1024 + 1, ' ');
    for (const headers of [{ 'Content-Length': String(body.length) }, { 'Transfer-Encoding': 'chunked' }]) {
      const reply = await post('/api/request/lab.status', headers as Record<string, string>, body);
      expect(reply.status).toBe(413);
      expect(answerOf(reply)).toMatchObject({ ok: false, error: { details: { limit: 1024 * 1024 } } });
    }
  });

  it('a body announced as endless: cut off, and the server lives', async () => {
    const headers = { 'Content-Length': String(2 ** 40) };
    await post('/api/request/lab.status', headers).catch(() => {});
    expect((await get('/')).status).toBe(200);
  });

  it('something that is not HTTP: an envelope and the end of the connection', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write('\x16\x03\x01 hello\r\n\r\n'));
      let heard = '';
      socket.on('data', (chunk) => (heard += chunk.toString()));
      socket.on('close', () => resolve(heard));
      socket.on('error', reject);
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toContain('"code":"bad-request"');
  });

  it('has asked the lab nothing', () => expect(lab.calls).toHaveLength(0));
});

it('tells the page what it runs in and why', async () => {
  const note = 'Electron cannot be used: there is no display.';
  const noted = await startServer({ lab, port: 0, rendererFolder: folder, note });
  const reply = await send(noted.port, { path: '/api/host', headers: { Cookie: await enter(noted) } });
  expect((await send(noted.port, { path: '/api/host' })).status).toBe(403);
  await noted.close();
  expect(answerOf(reply)).toEqual({ ok: true, value: { host: 'browser', note } });
});

it('says when the pages are not built', async () => {
  const empty = await startServer({ lab, port: 0, rendererFolder: join(folder, 'nowhere') });
  const reply = await send(empty.port, { path: '/', headers: { Cookie: await enter(empty) } });
  await empty.close();
  expect(reply.status).toBe(500);
  expect(answerOf(reply)).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('npm run build') },
  });
});

it('names the port that is taken', async () => {
  const taken = startServer({ lab, port: server.port, rendererFolder: folder });
  await expect(taken).rejects.toMatchObject({ code: 'conflict', details: { port: server.port } });
});

/** @file Events over real WebSockets: to everybody, exact, and never at the price of the server's memory. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { decode } from '../../../src-main/contract/wire/codec.ts';
import { EVENTS, type EventPayload } from '../../../src-main/contract/wire/events.ts';
import { randomSecret } from '../../../src-main/headless/access.ts';
import { startServer, type RunningServer, type ServerOptions } from '../../../src-main/headless/server.ts';
import { ask, enter, listenForEvents, outcomeOf, rendererFolder } from './browser.ts';
import { stubLab, type StubLab } from './stub-lab.ts';

let lab: StubLab;
let server: RunningServer;
let cookie: string;

async function serve(options: Partial<ServerOptions> = {}): Promise<void> {
  server = await startServer({ lab, port: 0, rendererFolder: await rendererFolder(), ...options });
  cookie = await enter(server);
}
const origin = () => ({ Cookie: cookie, Origin: `http://127.0.0.1:${server.port}` });

async function listening(): Promise<{ socket: WebSocket; heard: unknown[] }> {
  const socket = listenForEvents(server.port, origin());
  const heard: unknown[] = [];
  socket.on('message', (data) => heard.push(decode(String(data))));
  expect(await outcomeOf(socket)).toBe('open');
  return { socket, heard };
}

const points = (step: number): EventPayload<'run.points'> => ({
  run: 1,
  revision: 0,
  after: step - 1,
  step: Float64Array.of(step),
  seconds: Float64Array.of(0.5),
  values: { 'train/loss': Float64Array.of(NaN), 'val/loss': Float64Array.of(Infinity) },
});

beforeEach(() => void (lab = stubLab()));
afterEach(() => server.close());

describe('events', () => {
  it('reach every page in order and exactly', async () => {
    await serve();
    const pages = [await listening(), await listening()];
    for (const step of [1, 2, 3]) lab.emit('run.points', points(step));
    lab.emit('run.purged', { run: 4 });
    for (const { heard } of pages) {
      await vi.waitFor(() => expect(heard).toHaveLength(4));
      expect(heard).toEqual([
        ...[1, 2, 3].map((step) => ({ name: 'run.points', payload: points(step) })),
        { name: 'run.purged', payload: { run: 4 } },
      ]);
    }
  });

  it('are listened for once each, and no more after the server is closed', async () => {
    await serve();
    expect(lab.listeners()).toBe(Object.keys(EVENTS).length);
    await server.close();
    expect(lab.listeners()).toBe(0);
  });

  it('are followed by a page that said nothing: one that talks is closed', async () => {
    await serve();
    const { socket } = await listening();
    socket.send('{"name":"runs.purge"}');
    const [code] = await once(socket, 'close');
    expect(code).toBe(1008);
    expect(lab.calls).toHaveLength(0);
  });

  it('survive a page that sends more than a frame may hold, or breaks the protocol', async () => {
    await serve();
    const { socket } = await listening();
    socket.on('error', () => {});
    socket.send('x'.repeat(100_000));
    await once(socket, 'close');
    const raw = connect(server.port, '127.0.0.1');
    raw.on('error', () => {});
    const { Cookie, Origin } = origin();
    raw.write(
      `GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nOrigin: ${Origin}\r\nCookie: ${Cookie}\r\n` +
        'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await once(raw, 'data');
    raw.write(Buffer.alloc(4096, 0xff));
    await once(raw, 'close');
    const { heard } = await listening();
    lab.emit('run.purged', { run: 1 });
    await vi.waitFor(() => expect(heard).toHaveLength(1));
  });

  it('cut off a page that does not read them, and no other', async () => {
    await serve({ events: { mostBufferedBytes: 1024 * 1024 } });
    const fast = await listening();
    const slow = await listening();
    slow.socket.pause();
    const closed = once(slow.socket, 'close');
    const values = { 'train/loss': new Float64Array(20_000) };
    for (let step = 1; step <= 200; step++) {
      lab.emit('run.points', { ...points(step), values });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await vi.waitFor(() => expect(fast.heard).toHaveLength(200));
    slow.socket.resume();
    await closed;
    expect(slow.heard.length).toBeLessThan(200);
  });

  it('are not kept for a page that has died without a word', async () => {
    await serve({ events: { pingMs: 50 } });
    const alive = await listening();
    const dead = await listening();
    dead.socket.pong = () => {};
    // The client's library answers pings by itself; a paused connection does not read them.
    dead.socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 300));
    dead.socket.resume();
    await vi.waitFor(() => expect(dead.socket.readyState).toBe(dead.socket.CLOSED));
    expect(alive.socket.readyState).toBe(alive.socket.OPEN);
  });
});

describe('a server that goes away and comes back', () => {
  it('says that it goes, and takes the same page back on the same port', async () => {
    const session = randomSecret();
    await serve({ session });
    const first = await listening();
    const { port } = server;
    const leaving = once(first.socket, 'close');
    await server.close();
    expect((await leaving)[0]).toBe(1001);
    await expect(ask(port, cookie, 'lab.status', {})).rejects.toThrow(/ECONNREFUSED/);

    const folder = await rendererFolder();
    server = await startServer({ lab, port, rendererFolder: folder, session });
    const again = await listening();
    expect((await ask(port, cookie, 'lab.status', {})).status).toBe(200);
    lab.emit('run.points', points(9));
    await vi.waitFor(() => expect(again.heard).toEqual([{ name: 'run.points', payload: points(9) }]));
  });

  it('gives a page that reads after it listens every step once, whatever happens in between', async () => {
    const session = randomSecret();
    // A lab that goes on while nobody can reach it.
    const committed: number[] = [];
    const commit = () => {
      committed.push(committed.length + 1);
      lab.emit('run.points', points(committed.length));
    };
    lab = stubLab(() => ({ curves: [{ step: Float64Array.from(committed) }] }));
    await serve({ session });
    const { port } = server;
    const seen = new Set<number>();
    const follow = async () => {
      const socket = listenForEvents(port, origin());
      socket.on('message', (data) => {
        const { payload } = decode(String(data)) as { payload: EventPayload<'run.points'> };
        for (const step of payload.step) seen.add(step);
      });
      await outcomeOf(socket);
      const curves = { runs: [1], metrics: ['val/loss'], width: null, scale: 'log', from: null, to: null };
      const reply = await ask(port, cookie, 'curves.read', curves);
      const { value } = decode(reply.text) as { value: { curves: { step: Float64Array }[] } };
      for (const step of value.curves[0]?.step ?? []) seen.add(step);
    };
    for (let i = 0; i < 20; i++) commit();
    await follow();
    for (let i = 0; i < 20; i++) commit();
    await server.close();
    for (let i = 0; i < 20; i++) commit();
    server = await startServer({ lab, port, rendererFolder: await rendererFolder(), session });
    await follow();
    for (let i = 0; i < 20; i++) commit();
    await vi.waitFor(() => expect([...seen].sort((a, b) => a - b)).toEqual(committed));
  });

  it('closes in time although a page holds on', async () => {
    await serve();
    const { socket } = await listening();
    socket.pause();
    const before = performance.now();
    await server.close();
    expect(performance.now() - before).toBeLessThan(3000);
    socket.terminate();
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { decode, encode } from '../../../../src-main/contract/wire/codec.ts';
import { toEnvelope } from '../../../../src-main/contract/wire/error-envelope.ts';
import type { RequestName } from '../../../../src-main/contract/wire/requests.ts';
import { LabError } from '../../../../src-main/contract/values/lab-error.ts';
import { isAway } from '../../../../src-renderer/client/replies.ts';
import { WebConnection, type WebTransport } from '../../../../src-renderer/client/web-client.ts';
import { FakeLab } from '../../../helpers/fake-lab.ts';

class FakeSocket {
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  close(): void {
    this.onclose?.();
  }
}

/** A server in front of a lab, as the browser host is one. */
class FakeServer implements WebTransport {
  readonly lab = new FakeLab();
  readonly sockets: FakeSocket[] = [];
  readonly timers: { milliseconds: number; call: () => void }[] = [];
  up = true;
  forbidden = false;
  answer: ((name: string) => Response) | null = null;

  async fetch(path: string, init: RequestInit): Promise<Response> {
    if (!this.up) throw new TypeError('fetch failed');
    const name = path.replace('/api/request/', '') as RequestName;
    if (this.answer) return this.answer(name);
    if (this.forbidden) {
      const error = toEnvelope(
        new LabError('forbidden', 'This page was opened for an earlier start of the lab.'),
      );
      return new Response(encode({ ok: false, error }), { status: 403 });
    }
    try {
      const params = decode(String(init.body)) as never;
      return new Response(encode({ ok: true, value: await this.lab.request(name, params) }));
    } catch (error) {
      return new Response(encode({ ok: false, error: toEnvelope(error) }), { status: 400 });
    }
  }

  socket(): WebSocket {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    setTimeout(() => (this.up && !this.forbidden ? socket.onopen?.() : socket.onclose?.()));
    return socket as unknown as WebSocket;
  }

  now = () => 1000;

  after(milliseconds: number, call: () => void): () => void {
    const timer = { milliseconds, call };
    this.timers.push(timer);
    return () => void this.timers.splice(this.timers.indexOf(timer), 1);
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

let server: FakeServer;
let connection: WebConnection;

beforeEach(() => {
  server = new FakeServer();
  connection = new WebConnection(server);
  return () => connection.close();
});

describe('requests over HTTP', () => {
  it('bring typed arrays and numbers that are not finite', async () => {
    const run = server.lab.addFinished({}, { last: { 'train/loss': NaN } });
    const { curves } = await connection.request('curves.read', {
      runs: [run.id],
      metrics: ['val/accuracy'],
      width: null,
      scale: 'log',
      from: null,
      to: null,
    });
    expect(curves[0]?.step).toBeInstanceOf(Float64Array);
    const { runs } = await connection.request('runs.list', {
      statuses: [],
      search: '',
      filter: '',
      sort: '-id',
      limit: 10,
      offset: 0,
      deleted: false,
      sweep: null,
    });
    expect(runs[0]?.last['train/loss']).toBeNaN();
  });

  it('keep code, message and details of an error', async () => {
    await expect(connection.request('runs.get', { run: 77 })).rejects.toMatchObject({
      name: 'LabError',
      code: 'not-found',
      details: { run: '77' },
    });
  });

  it('say when nobody answers', async () => {
    server.up = false;
    await expect(connection.request('lab.status', {})).rejects.toSatisfy(isAway);
  });

  it('say when what answers is not the lab', async () => {
    server.answer = () => new Response('<html>Bad gateway</html>', { status: 502 });
    await expect(connection.request('lab.status', {})).rejects.toThrow('502');
  });

  it('refuse an answer that does not fit the contract', async () => {
    server.answer = () => new Response(encode({ ok: true, value: { running: 'many' } }));
    await expect(connection.request('lab.status', {})).rejects.toThrow('does not fit');
    server.answer = () => new Response(encode(['nonsense']));
    await expect(connection.request('lab.status', {})).rejects.toThrow('neither a value nor an error');
  });
});

describe('events over a socket', () => {
  it('reach the listeners of their name until they stop listening', async () => {
    await settled();
    const heard: number[] = [];
    const stop = connection.on('run.purged', ({ run }) => heard.push(run));
    const send = (message: unknown) => server.sockets[0]?.onmessage?.({ data: encode(message) });
    send({ name: 'run.purged', payload: { run: 3 } });
    send({ name: 'run.truncated', payload: { run: 3, revision: 1, after: 0 } });
    stop();
    send({ name: 'run.purged', payload: { run: 4 } });
    expect(heard).toEqual([3]);
  });

  it('are passed over when they are none of the table', async () => {
    await settled();
    const heard: unknown[] = [];
    connection.on('run.purged', (payload) => heard.push(payload));
    for (const data of [
      'not json',
      encode({ name: 'toString', payload: {} }),
      encode({ name: 'run.purged' }),
      7,
    ]) {
      server.sockets[0]?.onmessage?.({ data });
    }
    expect(heard).toEqual([]);
  });
});

describe('a lab that goes away', () => {
  it('is tried again with growing pauses until it is back', async () => {
    await settled();
    const phases: string[] = [];
    connection.onState(({ phase }) => phases.push(phase));
    server.up = false;
    server.sockets[0]?.close();
    await settled();
    expect(connection.state).toEqual({ phase: 'away', retryAt: 1500 });
    const pauses: number[] = [];
    for (let i = 0; i < 12; i++) {
      const timer = server.timers.shift();
      pauses.push(timer?.milliseconds ?? NaN);
      timer?.call();
      await settled();
    }
    expect(pauses[0]).toBe(500);
    expect(pauses[1]).toBeGreaterThan(pauses[0] as number);
    expect(pauses.at(-1)).toBe(15_000);
    server.up = true;
    server.timers.shift()?.call();
    await settled();
    expect(connection.state).toEqual({ phase: 'online' });
    expect(phases.at(-1)).toBe('online');
  });

  it('is tried at once when somebody asks for it', async () => {
    await settled();
    server.up = false;
    server.sockets[0]?.close();
    await settled();
    server.up = true;
    connection.retryNow();
    await settled();
    expect(connection.state).toEqual({ phase: 'online' });
  });

  it('that will not have this page any more is told apart, and not bothered again', async () => {
    await settled();
    server.forbidden = true;
    server.sockets[0]?.close();
    await settled();
    expect(connection.state).toMatchObject({
      phase: 'refused',
      message: expect.stringContaining('earlier start'),
    });
    expect(server.timers).toEqual([]);
  });

  it('is left alone after the page has closed', async () => {
    await settled();
    connection.close();
    await settled();
    expect(server.timers).toEqual([]);
  });
});

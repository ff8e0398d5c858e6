/** @file A request's way there and back: values exact, errors whole. */
import { afterEach, describe, expect, it } from 'vitest';
import { ERROR_CODES, LabError } from '../../../src-main/contract/values/lab-error.ts';
import { decode } from '../../../src-main/contract/wire/codec.ts';
import type { LabClient } from '../../../src-main/contract/wire/lab-client.ts';
import { ALL_RUNS } from '../../../src-main/contract/wire/requests.ts';
import { startServer, type RunningServer } from '../../../src-main/headless/server.ts';
import { answerOf, ask, enter, pageHeaders, rendererFolder, send } from './browser.ts';
import { refusingLab, stubLab } from './stub-lab.ts';

let server: RunningServer;
afterEach(() => server.close());

async function serve(lab: LabClient, onError?: (error: unknown) => void): Promise<string> {
  const folder = await rendererFolder();
  server = await startServer({ lab, port: 0, rendererFolder: folder, ...(onError && { onError }) });
  return enter(server);
}

describe('a request', () => {
  it('reaches the lab with its parameters', async () => {
    const lab = stubLab();
    const cookie = await serve(lab);
    await ask(server.port, cookie, 'runs.list', ALL_RUNS);
    expect(lab.calls).toEqual([{ name: 'runs.list', params: ALL_RUNS }]);
  });

  it('brings typed arrays and non-finite numbers back bit for bit', async () => {
    const value = { step: Float64Array.of(0, -0, 1e-310, NaN, Infinity, -Infinity), at: NaN, text: 'ä€𝄞' };
    const cookie = await serve(stubLab(() => value));
    const reply = await ask(server.port, cookie, 'lab.status', {});
    expect(reply.status).toBe(200);
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(decode(reply.text)).toEqual({ ok: true, value });
  });

  it('takes a non-finite parameter as it was meant', async () => {
    const cookie = await serve(stubLab());
    const params = { runs: [1], metrics: ['val/loss'], width: null, scale: 'log', from: -Infinity, to: null };
    expect(answerOf(await ask(server.port, cookie, 'curves.read', params))).toMatchObject({
      ok: false,
      error: { code: 'bad-request', message: expect.stringMatching(/^Request curves\.read: from: /) },
    });
  });

  it.each(ERROR_CODES)('gives back an error of code %s whole', async (code) => {
    const details = { run: 7, field: 'task.modulus', accepted: ['a', 'b'], yes: true };
    const cookie = await serve(refusingLab(new LabError(code, 'What, why, what to do.', details)));
    const reply = await ask(server.port, cookie, 'lab.status', {});
    expect(reply.status).toBeGreaterThanOrEqual(400);
    const error = { code, message: 'What, why, what to do.', details };
    expect(answerOf(reply)).toEqual({ ok: false, error });
  });

  it('gives back an unforeseen error as internal, and tells the host nothing twice', async () => {
    const cookie = await serve(
      stubLab(() => {
        throw new TypeError('x is not a function');
      }),
    );
    const reply = await ask(server.port, cookie, 'lab.status', {});
    expect(reply.status).toBe(500);
    expect(answerOf(reply)).toMatchObject({
      ok: false,
      error: { code: 'internal', message: 'x is not a function' },
    });
  });

  it('whose answer cannot be put into a message is answered by saying so', async () => {
    const told: unknown[] = [];
    const cookie = await serve(
      stubLab(() => ({ steps: 1n })),
      (error) => told.push(error),
    );
    const reply = await ask(server.port, cookie, 'lab.status', {});
    expect(reply.status).toBe(500);
    expect(answerOf(reply)).toMatchObject({
      ok: false,
      error: { code: 'internal', message: expect.stringContaining('BigInt') },
    });
    expect(told).toHaveLength(1);
  });

  it('is answered in its own time, not in the order of arrival', async () => {
    const waiting: (() => void)[] = [];
    const lab = stubLab((name) =>
      name === 'lab.doctor' ? new Promise<object>((done) => waiting.push(() => done({ slow: true }))) : {},
    );
    const cookie = await serve(lab);
    const slow = ask(server.port, cookie, 'lab.doctor', {});
    expect((await ask(server.port, cookie, 'lab.status', {})).status).toBe(200);
    waiting[0]?.();
    expect(answerOf(await slow)).toEqual({ ok: true, value: { slow: true } });
  });

  it.each(['', '{', 'nul', '{"$f64":"AA=="}', '[['])('with the body %j is no message', async (body) => {
    const lab = stubLab();
    const cookie = await serve(lab);
    const headers = pageHeaders(server.port, cookie);
    const reply = await send(server.port, {
      method: 'POST',
      path: '/api/request/lab.status',
      headers,
      body,
    });
    expect(reply.status).toBe(400);
    expect(lab.calls).toHaveLength(0);
  });

  it('with bytes that are no UTF-8 is no message', async () => {
    const cookie = await serve(stubLab());
    const headers = pageHeaders(server.port, cookie);
    const body = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    const reply = await send(server.port, { method: 'POST', path: '/api/request/lab.status', headers, body });
    expect(reply.status).toBe(400);
  });

  it.each(['[', '{"a":'])('nested a hundred thousand times with %j is refused', async (open) => {
    const close = open === '[' ? ']' : '}';
    const body = `{"key":"k","value":${open.repeat(100_000)}1${close.repeat(100_000)}}`;
    const cookie = await serve(stubLab());
    const headers = pageHeaders(server.port, cookie);
    const reply = await send(server.port, {
      method: 'POST',
      path: '/api/request/settings.write',
      headers,
      body,
    });
    expect(reply.status).toBe(400);
    expect(answerOf(reply)).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  });
});

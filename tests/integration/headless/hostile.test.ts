/** @file Ten thousand messages of the wrong kind, spread over every request of the table. The channel is judged with a
 *  stub that notes every call, and the whole with a real lab, whose store must not change by a bit. */
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { hashOf } from '../../../src-main/base/hash.ts';
import { Rng } from '../../../src-main/base/rng.ts';
import { decode } from '../../../src-main/contract/wire/codec.ts';
import { errorEnvelope } from '../../../src-main/contract/wire/error-envelope.ts';
import type { LabClient } from '../../../src-main/contract/wire/lab-client.ts';
import { ALL_RUNS, REQUESTS, type RequestName } from '../../../src-main/contract/wire/requests.ts';
import { startServer, type RunningServer } from '../../../src-main/headless/server.ts';
import { createLab } from '../../../src-main/lab/create-lab.ts';
import type { Lab } from '../../../src-main/lab/lab.ts';
import { enter, pageHeaders, rendererFolder } from './browser.ts';
import { EXAMPLES, hostileBody } from './hostile-messages.ts';
import { stubLab } from './stub-lab.ts';

const NAMES = Object.keys(REQUESTS) as RequestName[];
const EACH = Math.ceil(10_000 / NAMES.length) + 50;
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of cleanUp.splice(0).reverse()) await end();
});

interface Outcome {
  readonly status: number;
  readonly answer: { ok: boolean; error?: unknown };
}

/** Sends over a few kept connections, as a page does. */
async function sender(lab: LabClient): Promise<(name: RequestName, body: string) => Promise<Outcome>> {
  const server: RunningServer = await startServer({ lab, port: 0, rendererFolder: await rendererFolder() });
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  cleanUp.push(
    () => server.close(),
    async () => agent.destroy(),
  );
  const headers = pageHeaders(server.port, await enter(server));
  return (name, body) =>
    new Promise((resolve, reject) => {
      const path = `/api/request/${name}`;
      const options = { host: '127.0.0.1', port: server.port, method: 'POST', path, headers, agent };
      const sent = request(options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, answer: decode(text) as Outcome['answer'] }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
}

async function realLab(): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'groklab-hostile-'));
  const spawn = () => {
    throw new Error('no worker may be started here');
  };
  const lab = await createLab({ storeFile: join(folder, 'lab.db'), listen: false, spawn });
  cleanUp.push(
    () => rm(folder, { recursive: true }),
    () => lab.close(),
  );
  return lab;
}

function fits(name: RequestName, body: string): boolean {
  try {
    return REQUESTS[name].params.safeParse(decode(body)).success;
  } catch {
    return false;
  }
}

function expectRefusal({ status, answer }: Outcome, body: string): void {
  expect(status, body).toBeGreaterThanOrEqual(400);
  expect(status, body).toBeLessThan(500);
  expect(answer.ok, body).toBe(false);
  expect(errorEnvelope.safeParse(answer.error).success, body).toBe(true);
}

it('has an example of every request that fits it', () => {
  for (const name of NAMES) expect(REQUESTS[name].params.safeParse(EXAMPLES[name]).success, name).toBe(true);
});

describe('the channel', () => {
  it('lets through what fits the table, refuses the rest with the envelope, and lives', async () => {
    const lab = stubLab(() => ({}));
    const send = await sender(lab);
    let sent = 0;
    let fitting = 0;
    for (const name of NAMES) {
      const rng = new Rng(1, `hostile/${name}`);
      const batch = Array.from({ length: EACH }, () => hostileBody(rng, name));
      const outcomes = await Promise.all(batch.map((body) => send(name, body)));
      for (const [i, outcome] of outcomes.entries()) {
        const body = batch[i] as string;
        if (fits(name, body)) fitting++;
        else expectRefusal(outcome, body);
      }
      sent += batch.length;
      expect(lab.calls.length, name).toBe(fitting);
    }
    expect(sent).toBeGreaterThanOrEqual(10_000);
    // Spoiling must spoil, or the test says nothing.
    expect(fitting).toBeLessThan(sent / 4);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  }, 120_000);
});

describe('a real lab behind the channel', () => {
  it('has not written anything after ten thousand messages that do not fit', async () => {
    const lab = await realLab();
    await lab.request('settings.write', { key: 'kept', value: { a: 1 } });
    const content = async () =>
      hashOf([
        await lab.request('runs.list', ALL_RUNS),
        await lab.request('runs.list', { ...ALL_RUNS, deleted: true }),
        await lab.request('settings.read', {}),
        await lab.request('export.runs', { runs: [], format: 'csv' }),
        await lab.request('export.curves', { runs: [], format: 'csv' }),
      ]);
    const before = await content();
    let events = 0;
    lab.onAny(() => events++);
    const send = await sender(lab);
    for (const name of NAMES) {
      const rng = new Rng(2, `hostile/${name}`);
      const bodies = Array.from({ length: EACH }, () => hostileBody(rng, name)).filter(
        (body) => !fits(name, body),
      );
      const outcomes = await Promise.all(bodies.map((body) => send(name, body)));
      for (const [i, outcome] of outcomes.entries()) expectRefusal(outcome, bodies[i] as string);
    }
    expect(await content()).toBe(before);
    expect(events).toBe(0);
  }, 120_000);

  it.each(['runs.pause', 'runs.resume', 'runs.stop', 'runs.remove', 'runs.restore', 'runs.purge'] as const)(
    'refuses %s of runs that do not exist',
    async (name) => {
      const lab = await realLab();
      const send = await sender(lab);
      expectRefusal(await send(name, JSON.stringify(EXAMPLES[name])), name);
    },
  );
});

/** @file The local socket takes anything: every line is answered with an envelope, and the lab goes on. */
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Rng } from '../../../src-main/base/rng.ts';
import { decode, encode } from '../../../src-main/contract/wire/codec.ts';
import { errorEnvelope } from '../../../src-main/contract/wire/error-envelope.ts';
import { ALL_RUNS } from '../../../src-main/contract/wire/requests.ts';
import { connectLab } from '../../../src-main/lab/remote-lab.ts';
import { LONGEST_LINE } from '../../../src-main/lab/socket-frames.ts';
import { aLab, anOrder, temporaryFolder } from '../../helpers/lab-in-folder.ts';

/** A raw connection: lines out, decoded lines in. */
async function rawConnection(storeFile: string) {
  const socket = createConnection(`${storeFile}.sock`);
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    return done ? undefined : (decode(value) as Record<string, unknown>);
  };
  await next(); // the greeting
  return { socket, next };
}

/** Frames that are right, to be damaged. */
const FRAMES = [
  encode({ id: 1, request: 'runs.list', params: ALL_RUNS }),
  encode({ id: 2, request: 'runs.get', params: { run: 'last' } }),
  encode({
    id: 3,
    request: 'experiments.preview',
    params: { experiment: 'quick-start', changes: { seed: 2 } },
  }),
  encode({ id: 4, request: 'settings.write', params: { key: 'theme', value: [NaN, 1] } }),
  encode({ id: 5, request: 'curves.read', params: { runs: [1], metrics: ['val/loss'], width: 100 } }),
  encode({ id: 6, watch: true }),
  encode({ id: 7, request: 'runs.create', params: { ...anOrder(), experiment: 'none' } }),
];
const NASTY = [
  '',
  'null',
  '[]',
  '{"id":1}',
  '{"id":-1,"request":"runs.list","params":{}}',
  '{"id":1,"request":"constructor","params":{}}',
  '{"id":1,"request":"__proto__","params":{}}',
  '{"id":1,"request":"runs.list","params":{"__proto__":{"x":1}}}',
  '{"id":1,"request":"runs.get","params":{"run":{"$num":"NaN"}}}',
  '{"id":1,"request":"settings.read","params":{"$f64":"abc"}}',
  '{"$f64":"//8="}',
  '\u0000\ufeff{"id":1}',
  '['.repeat(100_000),
  `{"id":1,"request":"settings.write","params":{"key":"k","value":${'['.repeat(5000)}${']'.repeat(5000)}}}`,
  '{"id":1e400,"request":"runs.list"}',
];

function mutated(rng: Rng, line: string): string {
  const characters = [...line];
  for (let i = 0; i <= rng.integer(4); i++) {
    const at = rng.integer(characters.length);
    const kind = rng.integer(4);
    if (kind === 0) characters.splice(at, 1 + rng.integer(5));
    else if (kind === 1) characters.splice(at, 0, String.fromCharCode(32 + rng.integer(0x2000)));
    else if (kind === 2) characters.splice(at, 0, ...characters.slice(rng.integer(characters.length)));
    else characters[at] = '{}[]",:0-9e$'[rng.integer(12)] as string;
  }
  return characters.join('').replaceAll('\n', ' ');
}

function garbage(rng: Rng): string {
  const length = rng.integer(200);
  return Array.from({ length }, () => String.fromCharCode(rng.integer(0xd800)))
    .join('')
    .replace(/[\n\r\u2028\u2029]/g, ' ');
}

it('answers a thousand random and damaged lines, each with an id or null, and still works', async () => {
  const lab = await aLab(join(temporaryFolder(), 'lab.db'));
  const { socket, next } = await rawConnection(lab.storeFile);
  const rng = new Rng(1, 'lines');
  const lines = [
    ...NASTY,
    ...Array.from({ length: 1000 }, (_, i) =>
      i % 4 === 0 ? garbage(rng) : mutated(rng, FRAMES[rng.integer(FRAMES.length)] as string),
    ),
  ];
  for (const line of lines) socket.write(`${line}\n`);
  for (let answered = 0; answered < lines.length;) {
    const frame = await next();
    if (!frame) throw new Error(`the connection ended after ${answered} answers`);
    if ('event' in frame) continue;
    answered++;
    if (!('result' in frame)) expect(() => errorEnvelope.parse(frame['error'])).not.toThrow();
    if ('error' in frame) expect(errorEnvelope.parse(frame['error']).code).not.toBe('internal');
  }
  expect(await lab.request('lab.status', {})).toMatchObject({ running: 0 });
});

it('refuses a line that is too long and hangs up, since nobody knows where the next one begins', async () => {
  const lab = await aLab(join(temporaryFolder(), 'lab.db'));
  const { socket, next } = await rawConnection(lab.storeFile);
  socket.write('x'.repeat(LONGEST_LINE + 1));
  expect(await next()).toMatchObject({ id: null, error: { code: 'bad-request' } });
  expect(await next()).toBeUndefined();
  expect(await lab.request('lab.status', {})).toMatchObject({ running: 0 });
});

it('names the request it does not know and the parameter that does not fit', async () => {
  const lab = await aLab(join(temporaryFolder(), 'lab.db'));
  const { socket, next } = await rawConnection(lab.storeFile);
  socket.write(`${encode({ id: 1, request: 'runs.fly', params: {} })}\n`);
  expect(await next()).toMatchObject({ id: 1, error: { message: expect.stringContaining('runs.fly') } });
  socket.write(`${encode({ id: 2, request: 'runs.list', params: { ...ALL_RUNS, limit: 0 } })}\n`);
  expect(await next()).toMatchObject({
    id: 2,
    error: { code: 'bad-request', message: expect.stringContaining('limit') },
  });
});

it('counts as nobody listening where the owner ends between taking a connection and answering', async () => {
  const storeFile = join(temporaryFolder(), 'lab.db');
  let taken = 0;
  const dying = createServer((socket) => {
    taken++;
    socket.destroy();
  });
  onTestFinished(() => void dying.close());
  await once(dying.listen(`${storeFile}.sock`), 'listening');
  chmodSync(`${storeFile}.sock`, 0o600);
  expect(await connectLab(storeFile)).toBeUndefined();
  expect(taken).toBe(1);
});

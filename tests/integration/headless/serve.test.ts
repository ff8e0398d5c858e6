/** @file groklab serve as a process: what it prints, how it ends, and what it does when somebody else has the store. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { quoteWord } from '../../../src-main/base/quote-word.ts';
import { decode } from '../../../src-main/contract/wire/codec.ts';
import { userFolder } from '../../../src-main/lab/user-folder.ts';
import type { RunRecord } from '../../../src-main/contract/values/run-record.ts';
import { BUILT_COMMAND } from '../../helpers/built.ts';
import { answerOf, ask, enter, listenForEvents, outcomeOf, pageHeaders } from './browser.ts';

let folder: string;
const running = new Set<ChildProcess>();
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'groklab-serve-'))));
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  readonly port: number;
  readonly lines: string[];
  readonly exit: Promise<number | null>;
  cookie(): Promise<string>;
  ask(name: string, params: unknown): Promise<ReturnType<typeof answerOf>>;
}

async function serve(...words: string[]): Promise<Served> {
  const env = {
    ...process.env,
    // As npm tells a process that it runs for `npx groklab serve`.
    ...{ npm_lifecycle_event: 'npx', npm_lifecycle_script: 'groklab "serve"' },
    XDG_DATA_HOME: folder,
    HOME: folder,
    APPDATA: folder,
    DISPLAY: '',
    WAYLAND_DISPLAY: '',
  };
  const args = [BUILT_COMMAND, 'serve', '--db', join(folder, 'lab.db'), ...words];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const exit = once(child, 'close').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += String(data)));
  const printed = () =>
    text.split('\n').find((line) => /^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/.test(line));
  await vi.waitFor(() => expect(printed(), text).toBeDefined(), 20_000);
  const url = printed() as string;
  const port = Number(new URL(url).port);
  const cookie = () => enter({ url, port } as never);
  return {
    child,
    url,
    port,
    exit,
    cookie,
    get lines() {
      return text.split('\n');
    },
    ask: async (name, params) => answerOf(await ask(port, await cookie(), name, params)),
  };
}

describe('groklab serve', () => {
  it('prints its address on a line of its own, answers there, and ends with 130 at Ctrl-C', async () => {
    const served = await serve('--port', '0', '--no-open');
    expect(await served.ask('lab.status', {})).toMatchObject({
      ok: true,
      value: { store: join(folder, 'lab.db') },
    });
    served.child.kill('SIGINT');
    expect(await served.exit).toBe(130);
  });

  it('says so when no browser can be opened', async () => {
    const served = await serve('--port', '0');
    await vi.waitFor(() => expect(served.lines.join()).toContain('open this address yourself'));
    served.child.kill('SIGTERM');
    expect(await served.exit).toBe(130);
  });

  it('takes another port when the usual one is taken, and refuses to when it was named', async () => {
    const blocker = createServer().listen(4750, '127.0.0.1');
    // Somebody else on this machine may have it; either way it is taken.
    await Promise.race([once(blocker, 'listening'), once(blocker, 'error')]);
    const served = await serve('--no-open');
    expect(served.port).not.toBe(4750);
    const refused = spawn(
      process.execPath,
      [BUILT_COMMAND, 'serve', '--db', join(folder, 'b.db'), '--port', '4750', '--no-open'],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let text = '';
    refused.stderr.on('data', (data) => (text += String(data)));
    const [code] = await once(refused, 'close');
    expect(code).toBe(1);
    expect(text).toMatch(/Port 4750 is taken; choose another one with --port/);
    blocker.close();
  });

  it.each(['abc', '-1', '65536', '1.5', ''])('refuses the port %j with 2', async (port) => {
    const child = spawn(process.execPath, [BUILT_COMMAND, 'serve', `--port=${port}`, '--no-open'], {
      stdio: 'ignore',
    });
    expect((await once(child, 'close'))[0]).toBe(2);
  });

  it('lets a page that was open go on after a restart on the same port', async () => {
    const first = await serve('--port', '0', '--no-open');
    const cookie = await first.cookie();
    first.child.kill('SIGINT');
    await first.exit;
    const again = await serve('--port', String(first.port), '--no-open');
    expect(again.url).not.toBe(first.url);
    expect((await ask(again.port, cookie, 'lab.status', {})).status).toBe(200);
  });

  it('keeps the secret of its cookies for its user alone', async () => {
    await serve('--port', '0', '--no-open');
    const around = {
      env: { XDG_DATA_HOME: folder, APPDATA: folder },
      platform: process.platform,
      home: folder,
    };
    const file = join(userFolder(around), 'browser-session');
    expect(readFileSync(file, 'utf8')).toMatch(/^[\w-]{43}\n$/);
    expect(statSync(file).mode & 0o077).toBe(0);
  });
});

describe('a store that another process has', () => {
  it('is served through that process, and taken over when it is killed', async () => {
    const owner = await serve('--port', '0', '--no-open');
    const guest = await serve('--port', '0', '--no-open');
    expect(guest.lines.join()).toContain('with the store of another process');
    await guest.ask('settings.write', { key: 'theme', value: 'dark' });
    expect(await owner.ask('settings.read', {})).toEqual({
      ok: true,
      value: { settings: { theme: 'dark' } },
    });
    const { Cookie = '', Origin = '' } = pageHeaders(guest.port, await guest.cookie());
    const socket = listenForEvents(guest.port, { Cookie, Origin });
    expect(await outcomeOf(socket)).toBe('open');
    const heard: unknown[] = [];
    socket.on('message', (data) => heard.push(decode(String(data))));
    await owner.ask('settings.write', { key: 'theme', value: 'light' });
    await vi.waitFor(() => expect(heard).toHaveLength(1));

    const dropped = once(socket, 'close');
    owner.child.kill('SIGKILL');
    // The page is to read again what it may have missed.
    await dropped;
    const answer = await guest.ask('settings.read', {});
    expect(answer).toEqual({ ok: true, value: { settings: { theme: 'light' } } });
    expect(await guest.ask('settings.write', { key: 'theme', value: null })).toMatchObject({ ok: true });
    guest.child.kill('SIGINT');
    expect(await guest.exit).toBe(130);
  });
});

it('pauses what runs, with a checkpoint, before it ends', async () => {
  const served = await serve('--port', '0', '--no-open');
  expect(await served.ask('sweeps.get', { sweep: 99 })).toMatchObject({
    error: {
      message: expect.stringContaining(`npx groklab --db ${quoteWord(join(folder, 'lab.db'))} sweeps lists`),
    },
  });
  const order = {
    experiment: 'quick-start',
    changes: {},
    name: '',
    tags: [],
    engine: 'onnx-cpu',
    threads: 1,
  };
  const created = (await served.ask('runs.create', order)) as { value: { run: RunRecord } };
  const id = created.value.run.id;
  const state = async () => (await served.ask('runs.get', { run: id })) as { value: { run: RunRecord } };
  await vi.waitFor(async () => expect((await state()).value.run.progress.step).toBeGreaterThan(0), 20_000);
  served.child.kill('SIGINT');
  expect(await served.exit).toBe(130);
  const again = await serve('--port', '0', '--no-open');
  const after = (await again.ask('runs.get', { run: id })) as {
    value: { run: RunRecord; command: string; checkpoints: { step: number }[] };
  };
  expect(after.value.run.status).toBe('paused');
  // Pasted where the app was started, it goes into the same store.
  expect(after.value.command).toMatch(/^npx groklab run quick-start --seed 1 /);
  expect(after.value.command.endsWith(` --db ${quoteWord(join(folder, 'lab.db'))}`)).toBe(true);
  expect(after.value.checkpoints.at(-1)?.step).toBe(after.value.run.progress.step);
});

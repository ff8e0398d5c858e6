/** @file npm start in a checkout made for the test: with an Electron that works, one that does not, and none. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fingerprint, PARTS, STAMP } from '../../../src-main/cli/build-state.ts';
import { fetchElectron, lookForElectron, type SearchOptions } from '../../../src-main/cli/electron-binary.ts';
import { recallRefusal, rememberRefusal } from '../../../src-main/cli/electron-refusal.ts';
import { userFolder } from '../../../src-main/lab/user-folder.ts';
import { onWindows, unless } from '../../helpers/unless.ts';

const CLI = pathToFileURL(resolve(import.meta.dirname, '../../../src-main/cli/')).href;
const SCRIPT = `
  const { startApp } = await import('${CLI}/start-app.ts');
  const { screenOn } = await import('${CLI}/screen.ts');
  const [root, db, host] = process.argv.slice(1);
  const location = { file: db, source: '--db' };
  const out = screenOn(process.stdout);
  process.exitCode = await startApp({ root, location, port: 0, open: false, host, out, errors: out });`;

let root: string;
const put = (path: string, text: string, mode?: number) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  if (mode !== undefined) chmodSync(join(root, path), mode);
};
const asked = () => existsSync(join(root, 'asked')) && readFileSync(join(root, 'asked'), 'utf8').length;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'groklab-start-'));
  for (const part of PARTS) put(`out/${part}`, '');
  put(`out/${STAMP}`, fingerprint(root));
  put('node_modules/electron/package.json', '{"version":"45.0.0"}');
  installer('console.error("TypeError: fetch failed\\n  at somewhere"); process.exit(1)');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Stands for the package's own script, and notes that it was asked. */
function installer(body: string): void {
  put(
    'node_modules/electron/install.js',
    `require('node:fs').appendFileSync(${JSON.stringify(join(root, 'asked'))}, '1');\n${body}`,
  );
}

/** An Electron that is there. @param body of the script that stands for the binary */
function binary(body: string): void {
  put('node_modules/electron/path.txt', 'electron');
  put('node_modules/electron/dist/electron', `#!${process.execPath}\n${body}`, 0o755);
}

/** Interrupts the browser host once it has printed its address. */
async function start(
  host: 'any' | 'electron' | 'browser' = 'any',
): Promise<{ code: number | null; text: string }> {
  const env = { ...process.env, DISPLAY: ':99', XDG_DATA_HOME: root, HOME: root, APPDATA: root };
  const args = ['--input-type=module', '-e', SCRIPT, root, join(root, 'lab.db'), host];
  const child = spawn(process.execPath, args, { env });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      text += String(data);
      if (/^http:.*token=.*\n/m.test(text)) child.kill('SIGINT');
    });
  }
  const code = await new Promise<number | null>((end) => child.on('close', end));
  return { code, text };
}

describe('npm start', unless(onWindows), () => {
  it('opens Electron on the checkout with the store, says so, and ends when it ends', async () => {
    binary(
      'console.log("ELECTRON", process.argv[2], process.env.GROKLAB_DB, process.env.GROKLAB_TERMINAL_DB, process.env.ELECTRON_RUN_AS_NODE)',
    );
    vi.stubEnv('GROKLAB_DB', '/terminal.db');
    const { code, text } = await start().finally(() => vi.unstubAllEnvs());
    expect(text).toContain('opens in a window of its own (Electron)');
    expect(text).toContain(`ELECTRON ${root} ${join(root, 'lab.db')} /terminal.db undefined`);
    expect(text).not.toContain('http://');
    expect(code).toBe(0);
  });

  it('opens the browser where Electron ends at once, and says why', async () => {
    binary('process.exit(127)');
    const { code, text } = await start();
    expect(text).toMatch(
      /^Electron cannot be used: it ended at once with code 127\. Grokking Lab opens in the browser\.$/m,
    );
    expect(code).toBe(130);
  });

  it('opens the browser where Electron cannot be had, remembers it for a day, and tries when told to', async () => {
    const first = await start();
    expect(first.text).toMatch(
      /^Electron cannot be used: its download was refused \(fetch failed\)\. .* --electron tries again\.$/m,
    );
    expect(first.text).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+$/m);
    expect(asked()).toBe(1);
    const second = await start();
    expect(second.text).toMatch(/^Electron cannot be used: .* \(fetch failed\), less than a day ago\./m);
    expect(asked()).toBe(1);
    await start('electron');
    expect(asked()).toBe(2);
    const around = { env: { XDG_DATA_HOME: root, APPDATA: root }, platform: process.platform, home: root };
    rmSync(join(userFolder(around), 'electron-refused.json'));
    await start();
    expect(asked()).toBe(3);
  });

  it('leaves Electron alone where the browser is asked for', async () => {
    binary('');
    const { code, text } = await start('browser');
    expect(text).toContain('opens in the browser, as asked');
    expect(asked()).toBe(false);
    expect(code).toBe(130);
  });

  it('opens the browser without the package', async () => {
    rmSync(join(root, 'node_modules'), { recursive: true });
    expect((await start()).text).toContain('Electron cannot be used: its package is not installed.');
  });

  it.each([
    ['what is missing', () => rmSync(join(root, 'out/renderer'), { recursive: true })],
    ['what was not built to its end', () => rmSync(join(root, 'out', STAMP))],
    [
      'what is of other sources, whenever they were written',
      () => {
        put('src-renderer/main.ts', '');
        utimesSync(join(root, 'src-renderer/main.ts'), 0, 0);
      },
    ],
    ['what is of other packages', () => put('node_modules/.package-lock.json', '{}')],
  ])('builds %s, and says what to do when that fails', async (_, spoil) => {
    spoil();
    put(
      'node_modules/electron-vite/bin/electron-vite.js',
      'console.log("BUILD", ...process.argv.slice(2)); process.exit(1)',
    );
    put('src-main/cli/main.ts', '');
    const { code, text } = await start('browser');
    expect(text).toContain('BUILD build --logLevel warn');
    expect(text).toContain('npm run build');
    expect(code).toBe(1);
  });
});

describe('the search for the binary', () => {
  const options = (silenceMs = 5000): SearchOptions => ({
    packageFolder: join(root, 'node_modules/electron'),
    env: { ...process.env, DISPLAY: ':99' },
    platform: 'linux',
    silenceMs,
    say: () => {},
  });
  const succeed = `
    const fs = require('node:fs'), path = require('node:path');
    fs.mkdirSync(path.join(__dirname, 'dist'), { recursive: true });
    fs.writeFileSync(path.join(__dirname, 'dist/electron'), '');
    fs.writeFileSync(path.join(__dirname, 'path.txt'), 'electron');`;

  it('waits no longer than the site is silent', async () => {
    installer('setInterval(() => {}, 1000)');
    const before = performance.now();
    expect(await fetchElectron(options(600))).toEqual({
      found: undefined,
      reason: 'its download site did not answer within 1 seconds',
      lasting: true,
    });
    expect(performance.now() - before).toBeLessThan(5000);
  });

  it('waits as long as bytes come, however slowly', async () => {
    installer(`
      const file = require('node:path').join(require('node:os').tmpdir(), 'part');
      let n = 0;
      const timer = setInterval(() => {
        require('node:fs').appendFileSync(file, 'x');
        if (++n < 12) return;
        clearInterval(timer);
        ${succeed}
      }, 100);`);
    expect(await fetchElectron(options(700))).toEqual({
      found: join(root, 'node_modules/electron/dist/electron'),
    });
  });

  it('believes the files, not the installer', async () => {
    installer('process.exit(0)');
    expect(await fetchElectron(options())).toMatchObject({
      reason: 'its installer left no binary',
      lasting: true,
    });
  });

  it('needs a display on Linux, and forgets that soon', () => {
    const search = lookForElectron({ ...options(), env: { DISPLAY: '', WAYLAND_DISPLAY: '' } });
    expect(search).toEqual({ found: undefined, reason: 'there is no display', lasting: false });
    expect(lookForElectron({ ...options(), env: {}, platform: 'darwin' })).toBeUndefined();
  });

  it('keeps a refusal for a day and for one version', () => {
    const file = join(root, 'note', 'refused.json');
    const day = 24 * 60 * 60 * 1000;
    rememberRefusal(file, '45.0.0', 'no way', 1000);
    expect(recallRefusal(file, '45.0.0', 1000 + day - 1)).toBe('no way');
    expect(recallRefusal(file, '45.0.0', 1000 + day)).toBeUndefined();
    expect(recallRefusal(file, '45.0.0', 999)).toBeUndefined();
    expect(recallRefusal(file, '45.0.1', 2000)).toBeUndefined();
    writeFileSync(file, '{');
    expect(recallRefusal(file, '45.0.0', 2000)).toBeUndefined();
  });
});

/** @file The app started for real against the fake module, with a real store: Electron's security checklist, asserted on
 *  the options and handlers that were really passed. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startApp } from '../../../src-main/electron/app.ts';
import {
  app,
  BrowserWindow,
  enterPage,
  fake,
  FakeWebContents,
  ipcRenderer,
  nativeTheme,
  preventable,
  resetElectron,
  session,
} from '../../helpers/fake-electron.ts';

vi.mock('electron', () => import('../../helpers/fake-electron.ts'));

const folder = mkdtempSync(join(tmpdir(), 'groklab-desktop-'));
const store = join(folder, 'data', 'lab.db');
let window: BrowserWindow;

beforeAll(async () => {
  resetElectron();
  vi.stubEnv('GROKLAB_DB', store);
  fake.userData = folder;
  const started = startApp();
  expect(fake.schemes).toHaveLength(1);
  app.becomeReady();
  await started;
  expect(fake.errorBoxes).toEqual([]);
  window = BrowserWindow.getAllWindows()[0] as BrowserWindow;
});
beforeEach(() => void fake.opened.splice(0));

afterAll(async () => {
  app.quit();
  await vi.waitFor(() => expect(fake.exits).toEqual([0]));
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('the window', () => {
  const preferences = () => window.options['webPreferences'] as Record<string, unknown>;

  it('is one, shows our page, and waits with showing until it has something to show', () => {
    expect(BrowserWindow.getAllWindows()).toHaveLength(1);
    expect(window.webContents.mainFrame.url).toBe('app://lab/');
    expect(window.visible).toBe(false);
    window.emit('ready-to-show');
    expect(window.visible).toBe(true);
  });

  it('is isolated, sandboxed and without Node', () => {
    expect(fake.sandboxed).toBe(true);
    expect(preferences()).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    });
    expect(preferences()).not.toHaveProperty('enableBlinkFeatures');
  });

  it('has the bundled CommonJS preload script', () => {
    expect(preferences()['preload']).toMatch(/out[\\/]preload[\\/]preload\.cjs$/);
  });

  it('is at least 900 pixels wide and has the colour of the theme', () => {
    expect(window.options).toMatchObject({ minWidth: 900, backgroundColor: '#ffffff' });
  });

  it('knows the colours of both themes as the page has them', () => {
    const theme = readFileSync(
      resolve(import.meta.dirname, '../../../src-renderer/styles/theme.css'),
      'utf8',
    );
    const [light, dark] = [...theme.matchAll(/--ground: (#[0-9a-f]{6})/g)].map(([, colour]) => colour);
    expect(window.background).toBe(light);
    fake.dark = true;
    nativeTheme.emit('updated');
    expect(window.background).toBe(dark);
    fake.dark = false;
    nativeTheme.emit('updated');
  });
});

describe('a page', () => {
  /** Any web contents there will ever be, not only the window's. */
  const another = () => {
    const contents = new FakeWebContents();
    app.emit('web-contents-created', {}, contents);
    return contents;
  };
  const elsewhere = [
    'https://evil.example/',
    'http://localhost:1/',
    'file:///etc/passwd',
    'app://other/',
    'javascript:1',
  ];

  it.each(elsewhere)('may not navigate to %s', (url) => {
    for (const contents of [window.webContents, another()]) {
      for (const name of ['will-navigate', 'will-redirect']) {
        const event = preventable({ url });
        contents.emit(name, event);
        expect(event.defaultPrevented, name).toBe(true);
      }
    }
  });

  it('may navigate within the app, in the main frame alone', () => {
    const own = preventable({ url: 'app://lab/runs/1' });
    window.webContents.emit('will-navigate', own);
    expect(own.defaultPrevented).toBe(false);
    const inFrame = preventable({ url: 'app://lab/runs/1', isMainFrame: false });
    window.webContents.emit('will-frame-navigate', inFrame);
    expect(inFrame.defaultPrevented).toBe(true);
  });

  it('may not attach a webview', () => {
    const event = preventable();
    another().emit('will-attach-webview', event, {}, {});
    expect(event.defaultPrevented).toBe(true);
  });

  it.each([
    ['https://arxiv.org/abs/2301.05217', ['https://arxiv.org/abs/2301.05217']],
    ['http://arxiv.org/', []],
    ['https://user:secret@evil.example/', []],
    ['file:///etc/passwd', []],
    ['smb://evil.example/share', []],
    ['ms-settings:', []],
    ['javascript:alert(1)', []],
    ['not an address', []],
    ['app://lab/', []],
  ])('may open no window for %s', (url, opened) => {
    const contents = another();
    expect(contents.openHandler?.({ url })).toEqual({ action: 'deny' });
    expect(fake.opened).toEqual(opened);
  });
});

describe('the session', () => {
  const granted = (permission: string, from = 'app://lab/') => {
    let answer: boolean | undefined;
    const { requestPermission, checkPermission } = session.defaultSession;
    requestPermission?.({}, permission, (ok) => (answer = ok), { requestingUrl: from });
    expect(checkPermission?.(null, permission, from, {})).toBe(answer);
    return answer;
  };

  it.each([
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'openExternal',
    'fullscreen',
    'usb',
    'unknown',
  ])('denies the permission %s', (permission) => expect(granted(permission)).toBe(false));

  it('lets our page write to the clipboard, and no other', () => {
    expect(granted('clipboard-sanitized-write')).toBe(true);
    expect(granted('clipboard-sanitized-write', 'https://evil.example/')).toBe(false);
  });

  it('denies every device', () => expect(session.defaultSession.devicePermission?.()).toBe(false));

  it.each([
    ['app://lab/assets/x.js', false],
    ['blob:app://lab/0-1-2', false],
    ['data:image/png;base64,AA', false],
    ['devtools://devtools/bundled/x.js', false],
    ['https://cdn.example/x.js', true],
    ['ws://127.0.0.1:1/', true],
    ['file:///etc/passwd', true],
    ['blob:https://evil.example/1', true],
  ])('of a request to %s: cancelled %s', (url, cancel) => {
    let answer: unknown;
    session.defaultSession.beforeRequest?.({ url }, (response) => (answer = response));
    expect(answer).toEqual({ cancel });
  });

  it.each([
    ['blob:app://lab/1', 'curves of run 3.csv', 'csv'],
    ['data:image/png;base64,AA', '../../.profile/chart.png', 'png'],
    ['blob:app://lab/2', 'chart.svg', 'svg'],
  ])('asks where to save %s as %s', (url, name, extension) => {
    let options: { defaultPath?: string; filters?: { extensions: string[] }[] } = {};
    const event = preventable();
    session.defaultSession.emit('will-download', event, {
      getURL: () => url,
      getFilename: () => name,
      setSaveDialogOptions: (given: typeof options) => (options = given),
    });
    expect(event.defaultPrevented).toBe(false);
    expect(dirname(options.defaultPath ?? '')).toBe('/people/somebody/downloads');
    expect(options.filters?.[0]?.extensions).toEqual([extension]);
  });

  it('refuses downloads of anything else', () => {
    const event = preventable();
    session.defaultSession.emit('will-download', event, {
      getURL: () => 'https://evil.example/program.exe',
      getFilename: () => 'program.exe',
    });
    expect(event.defaultPrevented).toBe(true);
  });
});

describe('the life of the app', () => {
  it('answers its page from a real store', async () => {
    enterPage(window.webContents);
    const answer = await ipcRenderer.invoke('lab:request', 'lab.status', {});
    expect(answer).toMatchObject({ ok: true, value: { running: 0, store } });
  });

  it('shows its one window when it is started a second time', () => {
    window.minimized = true;
    window.focused = false;
    app.emit('second-instance');
    expect(window).toMatchObject({ minimized: false, focused: true });
    expect(BrowserWindow.getAllWindows()).toHaveLength(1);
  });

  it('loads the page again when its process has died, and not when it ended well', () => {
    window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
    expect(window.webContents.reloads).toBe(0);
    window.webContents.emit('render-process-gone', {}, { reason: 'oom' });
    expect(window.webContents.reloads).toBe(1);
  });
});

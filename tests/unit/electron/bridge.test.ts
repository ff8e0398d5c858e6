/** @file From the page's world through preload script and IPC to a lab, and back, with Electron's losses on the way. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ERROR_CODES, LabError } from '../../../src-main/contract/values/lab-error.ts';
import { ALL_RUNS, REQUESTS } from '../../../src-main/contract/wire/requests.ts';
import { EVENTS } from '../../../src-main/contract/wire/events.ts';
import { namesAsArguments, REQUEST_CHANNEL, type LabBridge } from '../../../src-main/electron/channels.ts';
import { exposeLab } from '../../../src-main/electron/ipc.ts';
import { exposeBridge } from '../../../src-main/electron/page-bridge.ts';
import {
  app,
  BrowserWindow,
  enterPage,
  fake,
  ipcMain,
  resetElectron,
  type FakeFrame,
} from '../../helpers/fake-electron.ts';
import { stubLab, type StubLab } from '../../integration/headless/stub-lab.ts';

vi.mock('electron', () => import('../../helpers/fake-electron.ts'));

let window: BrowserWindow;
let windows: Set<BrowserWindow>;
let stop: () => void;

function expose(lab: StubLab): void {
  stop = exposeLab(lab, windows as never);
}

/** What the preload script does, in the window's page. */
function bridge(): LabBridge {
  enterPage(window.webContents);
  exposeBridge(['page', ...namesAsArguments(Object.keys(REQUESTS), Object.keys(EVENTS))]);
  return fake.exposed.get('lab') as LabBridge;
}

beforeEach(async () => {
  resetElectron();
  app.becomeReady();
  window = new BrowserWindow({});
  await window.loadURL('app://lab/runs');
  windows = new Set([window]);
});

describe('the bridge', () => {
  it('is the only thing the page gets, and cannot be changed by it', async () => {
    expose(stubLab());
    const lab = bridge();
    expect([...fake.exposed.keys()]).toEqual(['lab']);
    expect(Object.keys(lab)).toEqual(['request', 'on']);
    expect(Object.isFrozen(lab)).toBe(true);
  });

  it('brings typed arrays and non-finite numbers through as they are', async () => {
    const value = { step: Float64Array.of(1, NaN, -0), at: -Infinity };
    const lab = stubLab(() => value);
    expose(lab);
    expect(await bridge().request('runs.list', ALL_RUNS)).toEqual({ ok: true, value });
    expect(lab.calls).toEqual([{ name: 'runs.list', params: ALL_RUNS }]);
  });

  it.each(ERROR_CODES)('brings an error of code %s through whole', async (code) => {
    const details = { field: 'task.modulus', accepted: ['97', '113'] };
    expose(
      stubLab(() => {
        throw new LabError(code, 'What, why, what to do.', details);
      }),
    );
    const error = { code, message: 'What, why, what to do.', details };
    expect(await bridge().request('lab.status', {})).toEqual({ ok: false, error });
  });

  it.each(['constructor', '__proto__', 'nothing', ''])('knows no request %j', async (name) => {
    const lab = stubLab();
    expose(lab);
    expect(await bridge().request(name, {})).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
    expect(lab.calls).toHaveLength(0);
  });

  it('refuses parameters of the wrong shape in the main process', async () => {
    const lab = stubLab();
    expose(lab);
    const answer = await bridge().request('runs.get', { run: {} });
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'bad-request', details: { request: 'runs.get' } },
    });
    expect(lab.calls).toHaveLength(0);
  });

  it('answers although the channel itself fails', async () => {
    expose(stubLab(() => ({ notCloneable: () => {} })));
    const page = bridge();
    expect(await page.request('lab.status', {})).toMatchObject({ ok: false, error: { code: 'internal' } });
    stop();
    expect(await page.request('lab.status', {})).toMatchObject({
      ok: false,
      error: { code: 'internal', message: expect.stringContaining('No handler registered') },
    });
  });

  it('tells events without the event object, until the listener is taken off', async () => {
    const lab = stubLab();
    expose(lab);
    const heard: unknown[][] = [];
    const page = bridge();
    const off = page.on('run.purged', (...args) => heard.push(args));
    page.on('run.purged', () => {
      throw new Error('this reader is broken');
    });
    vi.spyOn(console, 'error').mockImplementation(() => {});
    lab.emit('run.purged', { run: 1 });
    lab.emit('run.truncated', { run: 1, revision: 2, after: 3 });
    off();
    lab.emit('run.purged', { run: 2 });
    expect(heard).toEqual([[{ run: 1 }]]);
    vi.restoreAllMocks();
  });

  it('takes no listener for an event outside the table', async () => {
    expose(stubLab());
    const page = bridge();
    expect(() => page.on('ipc-message', () => {})).toThrow(/no event 'ipc-message'/);
  });

  it('tells nothing to windows that are gone or crashed', async () => {
    const lab = stubLab();
    expose(lab);
    window.webContents.crashed = true;
    lab.emit('run.purged', { run: 1 });
    window.webContents.crashed = false;
    window.close();
    expect(() => lab.emit('run.purged', { run: 1 })).not.toThrow();
  });

  it('ends as a whole', () => {
    const lab = stubLab();
    expose(lab);
    stop();
    expect(lab.listeners()).toBe(0);
    expect(ipcMain.handlers.size).toBe(0);
  });
});

describe('a sender', () => {
  const frame = (url: string, parent: FakeFrame | null = null): FakeFrame => ({ url, parent });
  const ask = (sender: object, from: FakeFrame | null, ...args: unknown[]) =>
    ipcMain.invokedBy(sender, from, REQUEST_CHANNEL, ...args);

  it('is trusted as the main frame of a known window on our page', async () => {
    expose(stubLab());
    const answer = await ask(window.webContents, frame('app://lab/runs?x=1'), 'lab.status', {});
    expect(answer).toMatchObject({ ok: true });
  });

  const strangers: [string, () => [object, FakeFrame | null]][] = [
    ['another site in our window', () => [window.webContents, frame('https://evil.example/')]],
    ['another host of our scheme', () => [window.webContents, frame('app://other/')]],
    ['a host that begins like ours', () => [window.webContents, frame('app://lab.evil.example/')]],
    ['our host with a user', () => [window.webContents, frame('app://me@lab/')]],
    ['a file', () => [window.webContents, frame('file:///app/lab/index.html')]],
    ['an empty page', () => [window.webContents, frame('about:blank')]],
    ['no address', () => [window.webContents, frame('')]],
    ['a frame inside our page', () => [window.webContents, frame('app://lab/', frame('app://lab/'))]],
    ['a frame that is gone', () => [window.webContents, null]],
    ['a window that is not ours', () => [new BrowserWindow({}).webContents, frame('app://lab/')]],
    ['contents without a window', () => [{}, frame('app://lab/')]],
  ];
  it.each(strangers)('is refused as %s', async (_, who) => {
    const lab = stubLab();
    expose(lab);
    const answer = await ask(...who(), 'lab.status', {});
    expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(lab.calls).toHaveLength(0);
  });

  it.each([[[]], [['lab.status']], [['lab.status', {}, {}]], [[42, {}]], [[null, null]]])(
    'is refused with the arguments %j',
    async (args) => {
      const lab = stubLab();
      expose(lab);
      const answer = await ask(window.webContents, window.webContents.mainFrame, ...args);
      expect(answer).toMatchObject({
        ok: false,
        error: { code: expect.stringMatching(/bad-request|not-found/) },
      });
      expect(lab.calls).toHaveLength(0);
    },
  );
});

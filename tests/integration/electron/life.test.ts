/** @file Starts and ends of the desktop app that are not the usual ones. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { quoteWord } from '../../../src-main/base/quote-word.ts';
import { startApp, storeFile } from '../../../src-main/electron/app.ts';
import { createLab } from '../../../src-main/lab/create-lab.ts';
import { storeLocation } from '../../../src-main/cli/store-location.ts';
import { defaultStoreFile } from '../../../src-main/lab/user-folder.ts';
import {
  app,
  BrowserWindow,
  enterPage,
  fake,
  ipcRenderer,
  nativeTheme,
  resetElectron,
} from '../../helpers/fake-electron.ts';

vi.mock('electron', () => import('../../helpers/fake-electron.ts'));

let folder: string;
beforeEach(() => {
  resetElectron();
  folder = mkdtempSync(join(tmpdir(), 'groklab-desktop-'));
  fake.userData = folder;
  vi.stubEnv('GROKLAB_DB', join(folder, 'lab.db'));
});
afterEach(() => vi.unstubAllEnvs());

async function start(): Promise<BrowserWindow> {
  const started = startApp();
  app.becomeReady();
  await started;
  return BrowserWindow.getAllWindows()[0] as BrowserWindow;
}

async function ended(): Promise<void> {
  await vi.waitFor(() => expect(fake.exits).toEqual([0]), 10_000);
}

const noWorkers = () => {
  throw new Error('no worker may be started here');
};

it('a second copy ends at once and touches nothing', async () => {
  fake.lock = false;
  await startApp();
  expect(fake.exits).toEqual([0]);
  expect(app.listenerCount('web-contents-created')).toBe(0);
});

it('the window comes back where it was', async () => {
  const first = await start();
  first.bounds = { x: 50, y: 60, width: 1000, height: 700 };
  app.quit();
  await ended();
  expect(JSON.parse(readFileSync(join(folder, 'window.json'), 'utf8'))).toEqual({
    bounds: { x: 50, y: 60, width: 1000, height: 700 },
    maximized: false,
  });
  const { userData } = fake;
  resetElectron();
  fake.userData = userData;
  fake.dark = true;
  const second = await start();
  expect(second.options).toMatchObject({
    x: 50,
    y: 60,
    width: 1000,
    height: 700,
    backgroundColor: '#14171a',
  });
  fake.dark = false;
  nativeTheme.emit('updated');
  expect(second.background).toBe('#ffffff');
  app.quit();
  await ended();
});

it('the store is let go before the app ends', async () => {
  await start();
  app.quit();
  expect(fake.exits).toEqual([]);
  await ended();
  const lab = await createLab({ storeFile: storeFile(), spawn: noWorkers, listen: false });
  await lab.close();
});

/** What the page is told of a sweep that there is not. */
async function refusal(): Promise<string> {
  const window = await start();
  enterPage(window.webContents);
  const answer = await ipcRenderer.invoke('lab:request', 'sweeps.get', { sweep: 99 });
  app.quit();
  await ended();
  return (answer as { error: { message: string } }).error.message;
}

it.each([
  [false, /sweeps lists them\.$/],
  [
    true,
    /sweeps lists them\. Commands are typed in a checkout of Grokking Lab; the installed app brings none\.$/,
  ],
])('the page is told commands of a checkout, and so where the app is installed (%s)', async (packed, end) => {
  fake.packaged = packed;
  const message = await refusal();
  expect(message).toContain(`; npx groklab --db ${quoteWord(storeFile())} sweeps`);
  expect(message).toMatch(end);
});

it('commands are told no store where they find the one that npm start gave the app', async () => {
  vi.stubEnv('XDG_DATA_HOME', folder);
  vi.stubEnv('APPDATA', folder);
  vi.stubEnv('HOME', folder);
  const usual = defaultStoreFile({ env: process.env, platform: process.platform, home: homedir() });
  vi.stubEnv('GROKLAB_DB', usual);
  vi.stubEnv('GROKLAB_TERMINAL_DB', '');
  expect(await refusal()).toContain('; npx groklab sweeps lists');
});

it('a store that cannot be opened is said in a box', async () => {
  vi.stubEnv('GROKLAB_DB', folder);
  const started = startApp();
  app.becomeReady();
  await started;
  expect(fake.errorBoxes).toHaveLength(1);
  expect(fake.errorBoxes[0]?.title).toBe('Grokking Lab cannot open its store');
  expect(fake.exits).toEqual([1]);
});

it('a store that another process owns is used through it, and taken over when that process ends', async () => {
  const owner = await createLab({ storeFile: storeFile(), spawn: noWorkers });
  await owner.request('settings.write', { key: 'who', value: 'the owner' });
  const window = await start();
  enterPage(window.webContents);
  const read = () => ipcRenderer.invoke('lab:request', 'settings.read', {});
  const settings = { ok: true, value: { settings: { who: 'the owner' } } };
  expect(await read()).toEqual(settings);
  await owner.close();
  await vi.waitFor(() => expect(window.webContents.reloads).toBe(1), 10_000);
  expect(await read()).toEqual(settings);
  app.quit();
  await ended();
});

it('the store is the one that the command finds', () => {
  for (const platform of ['linux', 'darwin'] as const) {
    for (const env of [{}, { XDG_DATA_HOME: '/data' }]) {
      const around = { env, platform, home: '/home/me' };
      expect(defaultStoreFile(around)).toBe(storeLocation(undefined, around).file);
    }
  }
});

/** @file The desktop app from its start to its end: one instance, one lab, one window. */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { app, dialog, session, shell, type BrowserWindow } from 'electron';
import { defaultStoreFile } from '../lab/user-folder.ts';
import { openSharedLab, type SharedLab } from '../lab/shared-lab.ts';
import { createLab } from '../lab/create-lab.ts';
import { defaultReaderEntry, defaultWorkerEntry, packageRoot } from '../lab/package-root.ts';
import { connectLab } from '../lab/remote-lab.ts';
import { messageFor, pageLab, storeToTell, type CommandPlace } from '../lab/page-lab.ts';
import { saveExports } from './downloads.ts';
import { exposeLab } from './ipc.ts';
import { installMenu } from './menu.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { confinePages, confineSession } from './security.ts';
import { utilityWorkers } from './utility-worker.ts';
import { openWindow } from './window.ts';

/** Starts the app. What must precede Electron's `ready` happens before this first waits. */
export async function startApp(): Promise<void> {
  registerPageScheme();
  // A second start shows the window of the first and ends.
  if (!app.requestSingleInstanceLock()) return app.quit();
  app.enableSandbox();
  confinePages();
  const windows = new Set<BrowserWindow>();
  app.on('second-instance', () => focusFirst(windows));
  await app.whenReady();
  try {
    const lab = await openLab(windows);
    closeBeforeQuitting(lab);
    exposeLab(pageLab(lab, commandPlace()), windows);
    showApp(windows);
  } catch (error) {
    showError('Grokking Lab cannot open its store', error);
    app.exit(1);
  }
}

/** As the command finds it: GROKLAB_DB, else the one in the user's data folder. */
export function storeFile(): string {
  const { env, platform } = process;
  return env['GROKLAB_DB'] || defaultStoreFile({ env, platform, home: homedir() });
}

/** The command is in a checkout alone, where npx finds it: an installed app brings none along. */
function commandPlace(): CommandPlace {
  const { env, platform } = process;
  // What started this process may have set GROKLAB_DB itself, and then says what it was in the terminal.
  const terminal = { ...env, GROKLAB_DB: env['GROKLAB_TERMINAL_DB'] ?? env['GROKLAB_DB'] };
  const db = storeToTell(storeFile(), { env: terminal, platform, home: homedir() });
  return { call: 'npx groklab', db, installed: app.isPackaged };
}

function openLab(windows: ReadonlySet<BrowserWindow>): Promise<SharedLab> {
  const file = storeFile();
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const spawn = utilityWorkers(defaultWorkerEntry());
  return openSharedLab({
    own: () => createLab({ storeFile: file, spawn, readerEntry: defaultReaderEntry() }),
    join: () => connectLab(file),
    // The page reads everything from the lab, and this is another lab.
    onReplaced: () => windows.forEach((window) => window.webContents.reload()),
    onLost: (error) => showError('Grokking Lab has lost its store', error),
  });
}

function showApp(windows: Set<BrowserWindow>): void {
  const developer = !app.isPackaged;
  const root = packageRoot();
  servePage(join(root, 'out/renderer'));
  confineSession(session.defaultSession, developer);
  saveExports(session.defaultSession);
  const showData = () => shell.showItemInFolder(storeFile());
  installMenu({ platform: process.platform, developer, showData });
  const open = () => {
    const preload = join(root, 'out/preload/preload.cjs');
    const window = openWindow({ preload, state: join(app.getPath('userData'), 'window.json') });
    windows.add(window);
    window.on('closed', () => windows.delete(window));
  };
  // On a Mac an app lives on without a window, and a click on its icon opens one.
  app.on('activate', () => {
    if (windows.size === 0) open();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  open();
}

/** Holds the end up until what runs is paused with a checkpoint and the store is let go. Whoever asks for the end again
 *  meanwhile does not want to wait. */
function closeBeforeQuitting(lab: SharedLab): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  app.on('will-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    const closed = state === 'closing' ? lab.close(0) : lab.close();
    if (state === 'closing') return void closed.catch(() => {});
    state = 'closing';
    const end = () => {
      state = 'closed';
      app.quit();
    };
    void closed.catch((error: unknown) => console.error(error)).then(end);
  });
}

function focusFirst(windows: ReadonlySet<BrowserWindow>): void {
  const [first] = windows;
  if (!first) return;
  if (first.isMinimized()) first.restore();
  first.show();
  first.focus();
}

function showError(title: string, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  dialog.showErrorBox(title, messageFor(message, commandPlace()));
}

/** @file The app in the browser, for as long as this process runs: what `groklab serve` does, and `npm start` without
 *  Electron. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../contract/values/lab-error.ts';
import { userFolder } from '../lab/user-folder.ts';
import { callIn } from '../lab/as-called.ts';
import { pageLab, storeToTell } from '../lab/page-lab.ts';
import { openSharedLab, type SharedLab } from '../lab/shared-lab.ts';
import { openBrowser } from '../headless/open-browser.ts';
import { startServer, type RunningServer } from '../headless/server.ts';
import { sessionSecret } from '../headless/session-secret.ts';
import { createLab } from '../lab/create-lab.ts';
import { buildFolder, defaultReaderEntry, defaultWorkerEntry } from '../lab/package-root.ts';
import { connectLab } from '../lab/remote-lab.ts';
import { forkWorkers } from '../lab/worker-process.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { catchInterrupts } from './interrupts.ts';
import type { Screen } from './screen.ts';
import { namingSource, prepareFolder, type StoreLocation } from './store-location.ts';

/** Always the same where it is free, so that bookmarks and open pages stay good. */
export const DEFAULT_PORT = 4750;

export interface ServeOptions {
  readonly location: StoreLocation;
  /** undefined: the usual one, or any free one where that is taken. */
  readonly port: number | undefined;
  /** Whether a browser is opened. */
  readonly open: boolean;
  /** Why it is not the desktop app, in one sentence; '' where nobody asked for that. */
  readonly note?: string;
  readonly out: Screen;
  /** For what goes wrong while it runs. */
  readonly errors: Screen;
}

/** Serves until somebody interrupts. The first Ctrl-C pauses what runs, with a checkpoint; the second does not wait. */
export async function serve(options: ServeOptions): Promise<ExitCode> {
  const interrupts = catchInterrupts();
  const interrupted = new Promise<void>((resolve) => interrupts.onFirst(resolve));
  const lost = Promise.withResolvers<never>();
  let server: RunningServer | undefined;
  const lab = await openLab(options.location, () => server?.dropPages(), lost.reject);
  interrupts.onSecond(() => void lab.close(0));
  try {
    server = await listen(lab, options);
    await announce(lab, server, options);
    await Promise.race([interrupted, lost.promise]);
    return EXIT.interrupted;
  } finally {
    // A lab that cannot say what runs is closed all the same.
    await tellPausing(lab, options.errors).catch(() => {});
    await Promise.all([server?.close(), lab.close()]);
    interrupts.release();
  }
}

/** The owner's lab while there is an owner, else our own. */
function openLab(
  location: StoreLocation,
  onReplaced: () => void,
  onLost: (error: unknown) => void,
): Promise<SharedLab> {
  prepareFolder(location);
  const spawn = forkWorkers({ entry: defaultWorkerEntry() });
  return openSharedLab({
    own: () => createLab({ storeFile: location.file, spawn, readerEntry: defaultReaderEntry() }),
    join: () => connectLab(location.file),
    onReplaced,
    onLost,
  }).catch((error: unknown) => {
    throw namingSource(location, error);
  });
}

async function listen(
  lab: SharedLab,
  { location, port, note = '', errors }: ServeOptions,
): Promise<RunningServer> {
  const { env, platform } = process;
  const db = storeToTell(location.file, { env, platform, home: homedir() });
  const start = (chosen: number) =>
    startServer({
      lab: pageLab(lab, { call: callIn(env), db }),
      port: chosen,
      note,
      rendererFolder: join(buildFolder(), 'renderer'),
      session: sessionSecret(join(ownFolder(), 'browser-session')),
      onError: (error) =>
        errors.line(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
  try {
    return await start(port ?? DEFAULT_PORT);
  } catch (error) {
    if (port !== undefined || !(error instanceof LabError) || error.code !== 'conflict') throw error;
    return start(0);
  }
}

async function announce(lab: SharedLab, server: RunningServer, { open, out }: ServeOptions): Promise<void> {
  out.line(
    lab.owns
      ? 'Grokking Lab in the browser:'
      : 'Grokking Lab in the browser, with the store of another process:',
  );
  out.line(server.url);
  const opened = open && (await openBrowser(server.oneTimeUrl()));
  if (open && !opened) out.line('No browser could be opened here; open this address yourself.');
  out.line('Ctrl-C closes it.');
}

async function tellPausing(lab: SharedLab, errors: Screen): Promise<void> {
  if (!lab.owns) return;
  const { running } = await lab.request('lab.status', {});
  if (running > 0) errors.line(`pausing ${running} running with a checkpoint; Ctrl-C again does not wait`);
}

function ownFolder(): string {
  return userFolder({ env: process.env, platform: process.platform, home: homedir() });
}

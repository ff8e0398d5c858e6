/** @file What `npm start` does: the desktop app, or the same app in the browser where Electron cannot be had. Says in
 *  one line which it is and why. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { userFolder } from '../lab/user-folder.ts';
import {
  fetchElectron,
  lookForElectron,
  type ElectronSearch,
  type SearchOptions,
} from './electron-binary.ts';
import { forgetRefusal, recallRefusal, rememberRefusal } from './electron-refusal.ts';
import { ensureBuilt } from './ensure-built.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Screen } from './screen.ts';
import { serve } from './serve-lab.ts';
import type { StoreLocation } from './store-location.ts';

export interface StartOptions {
  /** Folder of the checkout, with its `node_modules` and `out`. */
  readonly root: string;
  readonly location: StoreLocation;
  readonly port: number | undefined;
  readonly open: boolean;
  /** electron: try it whatever was remembered; browser: do not try. */
  readonly host: 'any' | 'electron' | 'browser';
  readonly out: Screen;
  readonly errors: Screen;
}

/** How long the download site may keep silent. */
const SILENCE_MS = 20_000;
/** A process that fails sooner than this has not shown a window: a library is missing, or root may not run it. */
const STILLBORN_MS = 10_000;

/** Why no window of Electron's came. */
interface Declined {
  /** '' where that was asked for. */
  readonly reason: string;
  /** Remembered, so that trying again has to be asked for. */
  readonly lasting: boolean;
}

export async function startApp(options: StartOptions): Promise<ExitCode> {
  ensureBuilt(options.root, (line) => options.out.line(line));
  const declined = await tryElectron(options);
  if (typeof declined === 'number') return declined;
  const { reason, lasting } = declined;
  const note = reason === '' ? '' : `Electron cannot be used: ${reason}.`;
  const opens = `Grokking Lab opens in the browser${reason === '' ? ', as asked' : ''}`;
  const again = lasting ? '; npm start -- --electron tries again' : '';
  options.out.line(`${note} ${opens}${again}.`.trimStart());
  return serve({ ...options, note });
}

/** @returns the exit code of the app that ran, or why it did not */
async function tryElectron(options: StartOptions): Promise<ExitCode | Declined> {
  if (options.host === 'browser') return { reason: '', lasting: false };
  const search = await searchElectron(options);
  if (search.found === undefined) return search;
  options.out.line('Grokking Lab opens in a window of its own (Electron).');
  return runElectron(search.found, options);
}

async function searchElectron({ root, host, out }: StartOptions): Promise<ElectronSearch> {
  const search: SearchOptions = {
    packageFolder: join(root, 'node_modules/electron'),
    env: process.env,
    platform: process.platform,
    silenceMs: SILENCE_MS,
    say: (line) => out.line(line),
  };
  const there = lookForElectron(search);
  if (there) return there;
  const version = versionIn(search.packageFolder);
  const note = join(ownFolder(), 'electron-refused.json');
  const remembered = host === 'electron' ? undefined : recallRefusal(note, version, Date.now());
  if (remembered !== undefined)
    return { found: undefined, reason: `${remembered}, less than a day ago`, lasting: true };
  const fetched = await fetchElectron(search);
  if (fetched.found !== undefined) forgetRefusal(note);
  else if (fetched.lasting) rememberRefusal(note, version, fetched.reason, Date.now());
  return fetched;
}

function runElectron(binary: string, { root, location }: StartOptions): Promise<ExitCode | Declined> {
  const began = performance.now();
  const env = {
    ...process.env,
    GROKLAB_DB: location.file,
    // As commands find it that are typed after those which the page shows.
    GROKLAB_TERMINAL_DB: process.env['GROKLAB_DB'] ?? '',
    // Set by some editors' terminals; it would turn Electron into a plain Node.
    ELECTRON_RUN_AS_NODE: undefined,
  };
  const child = spawn(binary, [root], { stdio: 'inherit', env });
  // Ctrl-C reaches the app as well, which pauses what runs; this process ends when it has.
  const wait = () => {};
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, wait);
  return new Promise<ExitCode | Declined>((resolve) => {
    child.once('error', (error) => resolve(declined(`it could not be started (${error.message})`)));
    child.once('exit', (code, signal) => {
      const early = performance.now() - began < STILLBORN_MS;
      if (code === 0) resolve(EXIT.done);
      else if (signal === 'SIGINT' || signal === 'SIGTERM' || code === EXIT.interrupted)
        resolve(EXIT.interrupted);
      else if (early) resolve(declined(`it ended at once with ${signal ?? `code ${code}`}`));
      else resolve(EXIT.failed);
    });
  }).finally(() => {
    for (const signal of signals) process.off(signal, wait);
  });
}

const declined = (reason: string): Declined => ({ reason, lasting: false });

function versionIn(packageFolder: string): string {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

function ownFolder(): string {
  return userFolder({ env: process.env, platform: process.platform, home: homedir() });
}

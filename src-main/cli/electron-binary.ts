/** @file Finds Electron's binary, or fetches it the way its package does. The package alone comes with `npm install`. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchGrowth } from './watch-growth.ts';

export type ElectronSearch =
  | { readonly found: string }
  /** One phrase, to stand after "Electron cannot be used:". `lasting` says that trying again soon is of no use. */
  | { readonly found: undefined; readonly reason: string; readonly lasting: boolean };

export interface SearchOptions {
  /** The installed package: node_modules/electron. */
  readonly packageFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** How long the download may stand still. */
  readonly silenceMs: number;
  /** Told when the download begins. */
  readonly say: (line: string) => void;
}

/** Looks without fetching anything.
 *  @returns undefined when only a download can tell */
export function lookForElectron(options: SearchOptions): ElectronSearch | undefined {
  const { packageFolder, env, platform } = options;
  if (!existsSync(join(packageFolder, 'install.js'))) return refused('its package is not installed', false);
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) {
    return refused('there is no display', false);
  }
  const binary = installedBinary(packageFolder, env);
  return binary === undefined ? undefined : { found: binary };
}

/** Fetches the binary, as long as bytes keep coming. */
export async function fetchElectron(options: SearchOptions): Promise<ElectronSearch> {
  options.say('Fetching Electron (about 110 MB, once)');
  const failure = await runInstaller(options);
  const binary = installedBinary(options.packageFolder, options.env);
  if (binary !== undefined) return { found: binary };
  return refused(failure ?? 'its installer left no binary', true);
}

function refused(reason: string, lasting: boolean): ElectronSearch {
  return { found: undefined, reason, lasting };
}

function installedBinary(
  packageFolder: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  try {
    const name = readFileSync(join(packageFolder, 'path.txt'), 'utf8');
    const binary = join(env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(packageFolder, 'dist'), name);
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/** @returns why it failed; undefined when it says that all went well */
function runInstaller({ packageFolder, env, silenceMs }: SearchOptions): Promise<string | undefined> {
  // The download goes to a temporary folder of its own, where it can be seen to grow.
  const folder = mkdtempSync(join(tmpdir(), 'groklab-electron-'));
  const places = { TMPDIR: folder, TEMP: folder, TMP: folder, NODE_USE_ENV_PROXY: '1' };
  const child = spawn(process.execPath, [join(packageFolder, 'install.js')], {
    env: { ...env, ...places },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(0, 4000)));
  const watch = watchGrowth({
    folders: [folder, join(packageFolder, 'dist')],
    silenceMs,
    onSilence: () => child.kill('SIGKILL'),
  });
  return new Promise((resolve) => {
    const end = (failure: string | undefined) => {
      watch.stop();
      rmSync(folder, { recursive: true, force: true });
      resolve(failure);
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code) => {
      if (watch.fired())
        end(`its download site did not answer within ${Math.round(silenceMs / 1000)} seconds`);
      else end(code === 0 ? undefined : `its download was refused (${firstLine(errors)})`);
    });
  });
}

function firstLine(text: string): string {
  const line = text.split('\n').find((each) => each.trim() !== '') ?? 'no reason given';
  return line
    .trim()
    .replace(/^\w*Error: /, '')
    .slice(0, 200);
}

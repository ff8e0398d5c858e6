/** @file Opens an address in the user's browser. Failing is no error: the address is printed as well. */
import { spawn } from 'node:child_process';

export interface Opener {
  readonly command: string;
  readonly args: readonly string[];
}

/** The program that opens addresses here; undefined where there is no screen to open anything on. */
export function openerFor(
  url: string,
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): Opener | undefined {
  if (platform === 'darwin') return { command: 'open', args: [url] };
  // `start` would have the shell read the address; this takes it as it is.
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', url] };
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? { command: 'xdg-open', args: [url] } : undefined;
}

/** @returns whether a program could be started for it; what the program then does nobody knows */
export async function openBrowser(
  url: string,
  opener: Opener | undefined = openerFor(url, process.platform, process.env),
): Promise<boolean> {
  if (!opener) return false;
  const child = spawn(opener.command, opener.args, { stdio: 'ignore', detached: true, windowsHide: true });
  // The browser outlives this process, and this process does not wait for it.
  child.unref();
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(true)).once('error', () => resolve(false));
  });
}

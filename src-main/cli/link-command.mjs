/** @file Puts `groklab` among the commands of node_modules, so that `npx groklab` finds it in a fresh checkout: npm links
 *  the commands of dependencies, not the project's own. Part of `prepare`; doing it twice changes nothing.
 *  package.json has no `bin` entry on purpose: with one, npx would install the project into its cache first. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const COMMAND = 'groklab';

/** Links the command of the project in `root`, for the platform of this process or another. */
export function linkCommand(root, platform = process.platform) {
  const script = join(root, 'src-main/cli/groklab.mjs');
  const folder = join(root, 'node_modules/.bin');
  mkdirSync(folder, { recursive: true });
  if (platform === 'win32') writeShims(folder, script);
  else linkScript(join(folder, COMMAND), script);
}

function linkScript(link, script) {
  chmodSync(script, 0o755);
  const target = relative(dirname(link), script);
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(link) === target) return;
  rmSync(link, { force: true });
  symlinkSync(target, link);
}

/** Windows runs no script by its first line: cmd and PowerShell each need a file of their own. */
function writeShims(folder, script) {
  const path = relative(folder, script).replaceAll('/', '\\');
  const shims = {
    [`${COMMAND}.cmd`]: `@node "%~dp0\\${path}" %*\r\n`,
    [`${COMMAND}.ps1`]: `& node "$PSScriptRoot\\${path}" @args\r\nexit $LASTEXITCODE\r\n`,
  };
  for (const [name, text] of Object.entries(shims)) writeFileSync(join(folder, name), text);
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  const root = resolve(import.meta.dirname, '../..');
  // Installed as somebody's dependency there is nothing to link: npm does it then.
  if (existsSync(join(root, 'node_modules'))) linkCommand(root);
}

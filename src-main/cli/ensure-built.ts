/** @file The build of a checkout, made anew where it is not that of its sources. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../contract/values/lab-error.ts';

/**
 * Builds everything where a part is missing, or older than its sources.
 * @param root folder of the checkout
 * @param say told that it takes a moment
 * @throws LabError when that fails
 */
export function ensureBuilt(root: string, say: (line: string) => void): void {
  const parts = ['main/electron.js', 'main/worker.js', 'preload/preload.cjs', 'renderer/index.html'];
  const built = Math.min(...parts.map((part) => changedAt(join(root, 'out', part))));
  const sources = ['src-main', 'src-renderer', 'electron.vite.config.ts'];
  if (built >= Math.max(...sources.map((source) => changedAt(join(root, source))))) return;
  say('Building the app');
  const builder = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const build = spawnSync(process.execPath, [builder, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (build.status === 0) return;
  const advice = 'run `npm ci` and then `npm run build`, and read what they say';
  throw new LabError('internal', `the app could not be built; ${advice}.`);
}

/** When a file, or the newest one in a folder, was changed; 0 where there is none. */
function changedAt(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0;
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(0, ...files.map(({ parentPath, name }) => changedAt(join(parentPath, name))));
}

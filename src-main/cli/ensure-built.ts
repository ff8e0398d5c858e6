/** @file The build of a checkout, made anew where it is not that of its sources. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { LabError } from '../contract/values/lab-error.ts';
import { isBuildOf } from './build-state.ts';

/**
 * Builds everything where a part is missing, or of other sources.
 * @param root folder of the checkout
 * @param say told that it takes a moment
 * @throws LabError when that fails
 */
export function ensureBuilt(root: string, say: (line: string) => void): void {
  if (isBuildOf(root, join(root, 'out'))) return;
  say('Building the app');
  buildInto(root, join(root, 'out'));
}

/**
 * @param folder absolute: the pages have a root of their own, from which a relative one would be taken
 * @throws LabError when that fails
 */
export function buildInto(root: string, folder: string): void {
  const builder = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const words = [builder, 'build', '--logLevel', 'warn', '--outDir', folder];
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  const advice = 'run `npm ci` and then `npm run build`, and read what they say';
  throw new LabError('internal', `the app could not be built; ${advice}.`);
}

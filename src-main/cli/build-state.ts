/** @file Whether a build is of the sources beside it. It holds a fingerprint of everything it was made of: times of files
 *  say nothing after a branch was switched, a package changed, or a file was edited while it was built. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The file in the folder of a build that has its fingerprint; written last, taken away first. */
export const STAMP = 'built-from';

export const PARTS = [
  'main/cli.js',
  'main/electron.js',
  'main/worker.js',
  'main/reader.js',
  'preload/preload.cjs',
  'renderer/index.html',
];
const FOLDERS = ['src-main', 'src-renderer'];
/** The last one is npm's own list of what is installed. */
const FILES = ['package.json', 'tsconfig.json', 'electron.vite.config.ts', 'node_modules/.package-lock.json'];

/** Of the sources in a checkout, as they are now. */
export function fingerprint(root: string): string {
  const hash = createHash('sha256');
  for (const file of [...FOLDERS.flatMap((folder) => filesBelow(root, folder)), ...FILES]) {
    const path = join(root, file);
    hash
      .update(`${file}\0`)
      .update(existsSync(path) ? readFileSync(path) : '')
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param folder of a build, such as `out` */
export function isBuildOf(root: string, folder: string): boolean {
  const stamp = join(folder, STAMP);
  if (![stamp, ...PARTS.map((part) => join(folder, part))].every((path) => existsSync(path))) return false;
  return readFileSync(stamp, 'utf8') === fingerprint(root);
}

function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

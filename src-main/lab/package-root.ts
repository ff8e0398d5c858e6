/** @file Where the program's own files are, whether it runs from sources, from a build or from a packaged app. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { packageFolder } from '../base/package-folder.ts';

/** The version of this program, as `package.json` has it. */
export const VERSION: string = packageJson.version;

/** The folder of this program. @throws Error where no `package.json` marks it */
export function packageRoot(): string {
  const folder = packageFolder(import.meta.dirname);
  if (folder === undefined) throw new Error(`no package.json above ${import.meta.dirname}`);
  return folder;
}

/** The folder of the build that this code is of; of the checkout's, where it runs from the sources. */
export function buildFolder(): string {
  if (import.meta.filename.endsWith('.ts')) return join(packageRoot(), 'out');
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'main/worker.js'))) return folder;
    if (folder === dirname(folder)) throw new Error(`no build above ${import.meta.dirname}`);
  }
}

/** The worker's entry: the source beside this source, or the bundle beside this bundle. */
export function defaultWorkerEntry(): string {
  return entry('src-main/worker/main.ts', 'main/worker.js');
}

/** The same for the reader's thread. */
export function defaultReaderEntry(): string {
  return entry('src-main/lab/reader-thread.ts', 'main/reader.js');
}

function entry(source: string, bundle: string): string {
  const isSource = import.meta.filename.endsWith('.ts');
  return isSource ? join(packageRoot(), source) : join(buildFolder(), bundle);
}

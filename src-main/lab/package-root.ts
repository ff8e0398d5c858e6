/** @file Where the program's own files are, whether it runs from sources, from a build or from a packaged app. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };

/** The version of this program, as `package.json` has it. */
export const VERSION: string = packageJson.version;

/** The nearest folder above `start` that holds a `package.json`. */
export function packageRoot(start: string = import.meta.dirname): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json above ${start}`);
  }
}

/** The worker's entry: the source beside this source, or the bundle beside this bundle. */
export function defaultWorkerEntry(): string {
  return entry('src-main/worker/main.ts', 'out/main/worker.js');
}

/** The same for the reader's thread. */
export function defaultReaderEntry(): string {
  return entry('src-main/lab/reader-thread.ts', 'out/main/reader.js');
}

function entry(source: string, bundle: string): string {
  return join(packageRoot(), import.meta.filename.endsWith('.ts') ? source : bundle);
}

/** @file The folder of the program that a file belongs to. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `start` or the nearest folder above it that holds a `package.json`; undefined where none does. What lies above that
 *  folder is none of the program's. */
export function packageFolder(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** @file The files that come with the program: `resources` beside `package.json`, in the sources, a build or a package. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/**
 * The bytes of a file, unpacked where its name ends in `.br`.
 * @throws Error saying where it was looked for
 */
export function readResource(name: string): Uint8Array {
  const path = pathOf(name);
  const bytes = readFileSync(path);
  return name.endsWith('.br') ? brotliDecompressSync(bytes) : bytes;
}

function pathOf(name: string): string {
  const start = import.meta.dirname;
  for (let folder = start; ; folder = dirname(folder)) {
    const path = join(folder, 'resources', name);
    if (existsSync(path)) return path;
    if (folder === dirname(folder))
      throw new Error(`worker: there is no 'resources/${name}' above ${start}; install the program again.`);
  }
}

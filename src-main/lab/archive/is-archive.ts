/** @file Whether a file is an archive, or one of another program. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** By its name, or by what it begins with. What cannot be read is told by whoever reads it. */
export function isArchive(file: string): boolean {
  if (/\.zip$/i.test(file)) return true;
  try {
    return statSync(file).isFile() && beginsAsArchive(file);
  } catch {
    return false;
  }
}

function beginsAsArchive(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const start = Buffer.alloc(4);
    readSync(descriptor, start);
    return start.equals(Buffer.from('PK\x03\x04'));
  } finally {
    closeSync(descriptor);
  }
}

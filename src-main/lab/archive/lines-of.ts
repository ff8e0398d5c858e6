/** @file The lines of a file, read piece by piece and without waiting: for work inside a transaction, which cannot wait. */
import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const PIECE_BYTES = 1 << 18;
const LONGEST_LINE = 1_000_000;

/** The lines without their line feeds; an empty last one is none. A line of more than a million characters comes in pieces,
 *  so that it cannot fill memory. */
export function* linesOf(path: string): Generator<string, undefined> {
  const descriptor = openSync(path, 'r');
  try {
    const piece = Buffer.alloc(PIECE_BYTES);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for (let read = 1; read > 0;) {
      read = readSync(descriptor, piece);
      const lines = (rest + decoder.write(piece.subarray(0, read))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
      if (rest.length <= LONGEST_LINE) continue;
      yield rest;
      rest = '';
    }
    if (rest !== '') yield rest;
  } finally {
    closeSync(descriptor);
  }
}

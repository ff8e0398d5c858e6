/** @file Many short pieces of text as few long ones: a write per row would cost more than the row. */

const CHUNK_CHARACTERS = 1 << 16;

/** The same text in pieces of about 64 K characters. */
export function* chunks(pieces: Iterable<string>): Generator<string, undefined> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** Texts of JSON values as JSON Lines. */
export function* jsonLines(values: Iterable<string>): Generator<string, undefined> {
  for (const value of values) yield `${value}\n`;
}

/** Texts of JSON values as the text of their array, one on a line. */
export function* jsonArray(values: Iterable<string>): Generator<string, undefined> {
  let separator = '[\n';
  for (const value of values) {
    yield separator + value;
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

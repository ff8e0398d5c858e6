/** @file Messages as text for channels that carry no typed arrays (local socket, WebSocket): JSON in which a
 *  Float64Array is base64 of its little-endian bytes and a non-finite number is a word. Exact in both directions. */
import { fromBase64, toBase64 } from './base64.ts';

const ARRAY_KEY = '$f64';
const NUMBER_KEY = '$num';
/** Keys of a message that begin with it get a second one on the way, so that none is taken for the codec's own. */
const MARK = '$';
const ESCAPED = '$$';

export function encode(message: unknown): string {
  return JSON.stringify(message, (_, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return { [NUMBER_KEY]: String(value) };
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    if (value instanceof Float64Array) return { [ARRAY_KEY]: toBase64(value) };
    return withKeys(value, MARK, (key) => MARK + key);
  });
}

/** @throws SyntaxError when the text is not what `encode` makes */
export function decode(text: string): unknown {
  // Most messages hold nothing of the codec's own; looking at every value of a long table would take longer than reading it.
  if (!text.includes(MARK)) return JSON.parse(text);
  return JSON.parse(text, (_, value: unknown) => {
    if (value === null || typeof value !== 'object') return value;
    const { [ARRAY_KEY]: array, [NUMBER_KEY]: number } = value as Record<string, unknown>;
    if (typeof array === 'string') return decodeArray(array);
    if (typeof number === 'string') return Number(number);
    return withKeys(value, ESCAPED, (key) => key.slice(MARK.length));
  });
}

/** The object with every key that begins with `start` changed; itself where none does. */
function withKeys(value: object, start: string, change: (key: string) => string): object {
  if (!Object.keys(value).some((key) => key.startsWith(start))) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, inner]) => [key.startsWith(start) ? change(key) : key, inner]),
  );
}

function decodeArray(text: string): Float64Array {
  try {
    return new Float64Array(fromBase64(text).buffer);
  } catch (cause) {
    throw new SyntaxError('codec: damaged Float64Array', { cause });
  }
}

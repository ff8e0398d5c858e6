/** @file Messages as text for channels that carry no typed arrays (local socket, WebSocket): JSON in which a
 *  Float64Array is base64 of its little-endian bytes and a non-finite number is a word. Exact in both directions. */

const ARRAY_KEY = '$f64';
const NUMBER_KEY = '$num';

function toBase64(array: Float64Array): string {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary);
}

function fromBase64(text: string): Float64Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return new Float64Array(bytes.buffer);
}

export function encode(message: unknown): string {
  return JSON.stringify(message, (_, value: unknown) => {
    if (value instanceof Float64Array) return { [ARRAY_KEY]: toBase64(value) };
    if (typeof value === 'number' && !Number.isFinite(value)) return { [NUMBER_KEY]: String(value) };
    return value;
  });
}

/** @throws SyntaxError when the text is not what `encode` makes */
export function decode(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (value === null || typeof value !== 'object') return value;
    const { [ARRAY_KEY]: array, [NUMBER_KEY]: number } = value as Record<string, unknown>;
    if (typeof array === 'string') return decodeArray(array);
    if (typeof number === 'string') return Number(number);
    return value;
  });
}

function decodeArray(text: string): Float64Array {
  try {
    return fromBase64(text);
  } catch (cause) {
    throw new SyntaxError('codec: damaged Float64Array', { cause });
  }
}

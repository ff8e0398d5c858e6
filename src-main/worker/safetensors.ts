/** @file Arrays by name in one file, in the safetensors format: 8 bytes of header length, a JSON header, the data.
 *  Python's `safetensors` reads it. */
import { endianness } from 'node:os';
import { sizeOf, type ArrayData, type NamedArrays } from '../base/named-arrays.ts';

type Dtype = 'F32' | 'F64' | 'I32';

interface Entry {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const SPACE = 0x20;
const CONSTRUCTORS = { F32: Float32Array, F64: Float64Array, I32: Int32Array } as const;

function dtypeOf(data: ArrayData): Dtype {
  if (data instanceof Float32Array) return 'F32';
  return data instanceof Float64Array ? 'F64' : 'I32';
}

/** @param metadata text by name; goes into the header */
export function encodeSafetensors(
  arrays: NamedArrays,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  if (endianness() !== 'LE') throw new Error('safetensors: written on little-endian machines only');
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(arrays)) {
    header[name] = { dtype: dtypeOf(data), shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Data start at a multiple of 8, so that readers can view them in place.
  const json = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(SPACE);
  json.set(text);
  const bytes = new Uint8Array(8 + json.length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  let at = 8 + json.length;
  for (const { data } of Object.values(arrays)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** @throws Error when the bytes are not a whole safetensors file */
export function decodeSafetensors(bytes: Uint8Array): {
  arrays: NamedArrays;
  metadata: Record<string, string>;
} {
  if (bytes.length < 8) throw new Error('safetensors: the file is shorter than its header');
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (8 + length > bytes.length) throw new Error('safetensors: the file ends inside its header');
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
    string,
    unknown
  >;
  const { __metadata__: metadata = {}, ...entries } = header;
  const arrays = Object.entries(entries).map(
    ([name, entry]) => [name, readEntry(name, entry as Entry, bytes.subarray(8 + length))] as const,
  );
  return { arrays: Object.fromEntries(arrays), metadata: metadata as Record<string, string> };
}

function readEntry(name: string, { dtype, shape, data_offsets: [from, to] }: Entry, data: Uint8Array) {
  const Data = CONSTRUCTORS[dtype];
  if (!Data) throw new Error(`safetensors: '${name}' has dtype ${dtype}`);
  if (from < 0 || to > data.length || to - from !== sizeOf(shape) * Data.BYTES_PER_ELEMENT) {
    throw new Error(`safetensors: the data of '${name}' are not whole`);
  }
  // A copy by the constructor: the `slice` of a Buffer is a view, whose `buffer` is the whole file or Node's pool.
  return { shape, data: new Data(new Uint8Array(data.subarray(from, to)).buffer) };
}

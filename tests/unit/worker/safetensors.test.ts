import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamedArrays } from '../../../src-main/base/named-arrays.ts';
import { decodeSafetensors, encodeSafetensors } from '../../../src-main/worker/safetensors.ts';

const name = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .filter((text) => text !== '__metadata__' && text !== '__proto__');
const shapeOf = (length: number) => fc.constantFrom([length], [1, length], [length, 1], [1, 1, length]);
const array = fc
  .oneof(
    fc.float32Array({ maxLength: 9 }),
    fc.float64Array({ maxLength: 9 }),
    fc.int32Array({ maxLength: 9 }),
  )
  .chain((data) => shapeOf(data.length).map((shape) => ({ shape, data })));
const anyArrays: fc.Arbitrary<NamedArrays> = fc.dictionary(name, array, { maxKeys: 5 });
const anyMetadata = fc.dictionary(name, fc.string({ unit: 'grapheme' }), { maxKeys: 4 });

/** The header as any reader of the format sees it. */
function headerOf(bytes: Uint8Array): { length: number; json: Record<string, unknown> } {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  return { length, json: JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, unknown> };
} // oxfmt-ignore

const EXAMPLE: NamedArrays = {
  weights: { shape: [2, 2], data: Float32Array.of(1, -0, NaN, Infinity) },
  moments: { shape: [3], data: Float64Array.of(0.1, 5e-324, -1e300) },
  steps: { shape: [], data: Int32Array.of(-7) },
};

describe('a safetensors file', () => {
  it('gives back every array, bit for bit, and the metadata', () => {
    fc.assert(
      fc.property(anyArrays, anyMetadata, (arrays, metadata) => {
        const decoded = decodeSafetensors(encodeSafetensors(arrays, metadata));
        expect(decoded.metadata).toEqual(metadata);
        expect(Object.keys(decoded.arrays).sort()).toEqual(Object.keys(arrays).sort());
        for (const [key, { shape, data }] of Object.entries(arrays)) {
          const found = decoded.arrays[key];
          expect(found?.shape).toEqual(shape);
          expect(found?.data.constructor).toBe(data.constructor);
          expect(Buffer.from(found?.data.buffer as ArrayBuffer)).toEqual(
            Buffer.from(data.buffer, data.byteOffset, data.byteLength),
          );
        }
      }),
    );
  });

  it('is laid out as the format asks: names, types, shapes and offsets in JSON, data behind it in order', () => {
    const bytes = encodeSafetensors(EXAMPLE, { step: '3' });
    const { length, json } = headerOf(bytes);
    expect(json).toEqual({
      __metadata__: { step: '3' },
      weights: { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] },
      moments: { dtype: 'F64', shape: [3], data_offsets: [16, 40] },
      steps: { dtype: 'I32', shape: [], data_offsets: [40, 44] },
    });
    expect(bytes.length).toBe(8 + length + 44);
    const view = new DataView(bytes.buffer);
    expect(view.getFloat32(8 + length, true)).toBe(1);
    expect(view.getFloat64(8 + length + 16, true)).toBe(0.1);
    expect(view.getInt32(8 + length + 40, true)).toBe(-7);
  });

  it('has a header whose length is a multiple of 8, whatever alphabet its names are in', () => {
    fc.assert(
      fc.property(anyArrays, anyMetadata, (arrays, metadata) => {
        expect(headerOf(encodeSafetensors(arrays, metadata)).length % 8).toBe(0);
      }),
    );
  });

  it('is read from the middle of a larger buffer, and its arrays own their memory', () => {
    const bytes = encodeSafetensors(EXAMPLE, {});
    const pool = Buffer.alloc(bytes.length + 24, 0xff);
    pool.set(bytes, 11);
    const { arrays } = decodeSafetensors(pool.subarray(11, 11 + bytes.length));
    pool.fill(0);
    expect(arrays).toEqual(EXAMPLE);
    for (const { data } of Object.values(arrays)) expect(data.buffer.byteLength).toBe(data.byteLength);
  });

  it('holds parts of larger arrays as they are', () => {
    const whole = Float32Array.of(0, 1, 2, 3, 4);
    const { arrays } = decodeSafetensors(
      encodeSafetensors({ part: { shape: [2], data: whole.subarray(1, 3) } }, {}),
    );
    expect(arrays).toEqual({ part: { shape: [2], data: Float32Array.of(1, 2) } });
  });

  it('that was cut off anywhere is refused', () => {
    const bytes = encodeSafetensors(EXAMPLE, { step: '3' });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSafetensors(bytes.subarray(0, length)), `${length} bytes`).toThrow();
    }
    expect(decodeSafetensors(bytes).arrays).toEqual(EXAMPLE);
  });

  it.each([
    ['an unknown type', { dtype: 'BF16', shape: [2], data_offsets: [0, 4] }, /'x' has dtype BF16/],
    ['a shape that does not fill its data', { dtype: 'F32', shape: [2], data_offsets: [0, 4] }, /'x' are not whole/],
    ['data beyond the end', { dtype: 'F32', shape: [1], data_offsets: [4, 8] }, /'x' are not whole/],
    ['data before the beginning', { dtype: 'F32', shape: [1], data_offsets: [-4, 0] }, /'x' are not whole/],
  ])('with %s is refused', (_, entry, message) => {
    const json = new TextEncoder().encode(JSON.stringify({ x: entry }));
    const bytes = new Uint8Array(8 + json.length + 4);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
    bytes.set(json, 8);
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  }); // oxfmt-ignore
});

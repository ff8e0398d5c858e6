import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertNever } from '../../../src-main/base/assert-never.ts';
import { canonicalJson, hashOf, sha256 } from '../../../src-main/base/hash.ts';
import { floats, integers, namedArray, scalar, sizeOf } from '../../../src-main/base/named-arrays.ts';
import { plainNumber, stringifyPlain } from '../../../src-main/base/plain-numbers.ts';

describe('hashes', () => {
  it('are SHA-256, of text and of bytes', () => {
    // The example of FIPS 180-2.
    const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(sha256('abc')).toBe(digest);
    expect(sha256(Uint8Array.of(97, 98, 99))).toBe(digest);
  });

  it('do not depend on the order of keys, but on that of lists', () => {
    expect(hashOf({ a: 1, b: { c: [1, 2], d: null } })).toBe(hashOf({ b: { d: null, c: [1, 2] }, a: 1 }));
    expect(hashOf([1, 2])).not.toBe(hashOf([2, 1]));
    expect(hashOf({ a: undefined })).toBe(hashOf({}));
  });

  it('canonical JSON reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('named arrays', () => {
  it('have shape and data', () => {
    expect(sizeOf([2, 3, 4])).toBe(24);
    expect(sizeOf([])).toBe(1);
    expect(sizeOf([5, 0])).toBe(0);
    expect(integers([3], [1, 2, 3]).data).toEqual(Int32Array.of(1, 2, 3));
    const data = Float32Array.of(1, 2);
    expect(floats([2], data)).toEqual({ shape: [2], data });
    expect(scalar(0.1)).toEqual({ shape: [], data: Float64Array.of(0.1) });
  });

  it('are found by name, or the error lists the names there are', () => {
    const arrays = { a: scalar(1), b: scalar(2) };
    expect(namedArray(arrays, 'b')).toBe(arrays.b);
    expect(() => namedArray(arrays, 'c')).toThrow("no array named 'c'; there are a, b");
  });
});

describe('plain numbers', () => {
  it('are words where JSON has no number', () => {
    expect([1.5, NaN, Infinity, -Infinity, -0].map(plainNumber)).toEqual([
      1.5,
      'NaN',
      'Infinity',
      '-Infinity',
      -0,
    ]);
    expect(stringifyPlain({ a: [NaN, 1], b: { c: -Infinity } })).toBe(
      '{"a":["NaN",1],"b":{"c":"-Infinity"}}',
    );
  });

  it('keep every digit', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(Number(JSON.parse(stringifyPlain(value)))).toEqual(value === 0 ? 0 : value);
      }),
    );
  });
});

it('assertNever says where and what', () => {
  expect(() => assertNever({ kind: 'x' } as never, 'somewhere')).toThrow(
    'somewhere: unexpected {"kind":"x"}',
  );
});

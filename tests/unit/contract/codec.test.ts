import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src-main/contract/values/lab-error.ts';
import { fromBase64, toBase64 } from '../../../src-main/contract/wire/base64.ts';
import { decode, encode } from '../../../src-main/contract/wire/codec.ts';
import { errorEnvelope, fromEnvelope, toEnvelope } from '../../../src-main/contract/wire/error-envelope.ts';

/** Messages as requests and events have them: JSON with any number and Float64Arrays in it. */
const message = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    // JSON has one zero.
    fc.double().map((x) => (Object.is(x, -0) ? 0 : x)),
    fc.float64Array(),
    fc.array(tie('value'), { maxLength: 5 }),
    // JSON.parse makes __proto__ an own key, but an object literal would not.
    fc.dictionary(
      fc.oneof(
        fc.string().filter((key) => key !== '__proto__'),
        // What the codec itself writes is a key like any other.
        fc.constantFrom('$f64', '$num', '$$f64', '$', '$$'),
      ),
      tie('value'),
      { maxKeys: 5 },
    ),
  ),
})).value;

describe('the codec', () => {
  it('brings every message back exactly', () => {
    fc.assert(
      fc.property(message, (value) => {
        expect(decode(encode(value))).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps numbers that are not finite, in fields and in arrays', () => {
    const value = { a: NaN, b: [Infinity, -Infinity], c: Float64Array.of(NaN, -0, Infinity, 5e-324, 0.1) };
    const back = decode(encode(value)) as typeof value;
    expect(back).toEqual(value);
    expect(Object.is(back.c[1], -0)).toBe(true);
    expect(back.c).toBeInstanceOf(Float64Array);
  });

  it('takes a view of a larger buffer for what it shows', () => {
    const view = Float64Array.of(1, 2, 3, 4).subarray(1, 3);
    expect(decode(encode(view))).toEqual(Float64Array.of(2, 3));
  });

  it('carries long arrays', () => {
    const long = Float64Array.from({ length: 100_000 }, (_, i) => Math.sqrt(i));
    expect(decode(encode({ long }))).toEqual({ long });
  });

  it('takes a key that looks like its own for what it is', () => {
    for (const value of [{ $f64: 'AAAAAAAA8D8=' }, { $num: 'NaN' }, { $$num: 'NaN', $f64: '', a: [NaN] }]) {
      expect(decode(encode(value))).toEqual(value);
    }
  });

  it('writes and reads base64 as browsers do', () => {
    const array = Float64Array.of(0.1, NaN, -1e300);
    const bytes = new Uint8Array(array.buffer);
    const text = btoa(String.fromCharCode(...bytes));
    expect(toBase64(array)).toBe(text);
    expect(fromBase64(text)).toEqual(bytes);
  });

  it('throws a SyntaxError on damaged text', () => {
    expect(() => decode('{"a":')).toThrow(SyntaxError);
    expect(() => decode('{"$f64":"*"}')).toThrow(SyntaxError);
    expect(() => decode('{"$f64":"AAAA"}')).toThrow(SyntaxError);
  });
});

describe('an error', () => {
  it('keeps code, message and details over a channel', () => {
    const error = new LabError('bad-config', 'seed: expected …', { field: 'seed', known: ['a', 'b'], n: 1 });
    const back = fromEnvelope(errorEnvelope.parse(decode(encode(toEnvelope(error)))));
    expect(back).toBeInstanceOf(LabError);
    expect({ ...back, message: back.message }).toEqual({ ...error, message: error.message });
  });

  it('of another class becomes internal and keeps its message', () => {
    expect(toEnvelope(new TypeError('x is not a function'))).toEqual({
      code: 'internal',
      message: 'x is not a function',
      details: {},
    });
    expect(toEnvelope('just text').message).toBe('just text');
  });
});

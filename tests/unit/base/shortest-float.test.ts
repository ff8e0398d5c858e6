import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shortestOfFloat32 } from '../../../src-main/base/shortest-float.ts';

it('gives what was written before it went through single precision', () => {
  const written = [0.9, 0.95, 0.99, 0.1, 1e-7, 12.5, 0, 1, -0.3, 16_777_216];
  expect(written.map((value) => shortestOfFloat32(Math.fround(value)))).toEqual(written);
  expect(shortestOfFloat32(Math.fround(1 / 3))).toBe(0.33333334);
  const short = fc.tuple(fc.integer({ min: -999_999, max: 999_999 }), fc.integer({ min: -30, max: 30 }));
  fc.assert(
    fc.property(short, ([digits, power]) => {
      const value = Number(`${digits}e${power}`);
      expect(shortestOfFloat32(Math.fround(value))).toBe(value);
    }),
  );
});

it('gives the same number in single precision, whatever it is', () => {
  fc.assert(
    fc.property(fc.float(), (value) => {
      expect(Math.fround(shortestOfFloat32(value))).toBe(value);
    }),
  );
  expect(shortestOfFloat32(1 / 3)).toBe(1 / 3);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expOfNegative } from '../../../src-main/measures/exponential.ts';

it('agrees with Math.exp to 2 units in the last place', () => {
  fc.assert(
    fc.property(fc.double({ min: -708, max: 0, noNaN: true }), (x) => {
      expect(Math.abs(expOfNegative(x) / Math.exp(x) - 1)).toBeLessThanOrEqual(2 * Number.EPSILON);
    }),
    { numRuns: 2000 },
  );
});

it('is exact at 0 and right at the ends', () => {
  expect(expOfNegative(0)).toBe(1);
  expect(expOfNegative(-0)).toBe(1);
  expect(expOfNegative(-740) / Math.exp(-740)).toBeCloseTo(1, 1);
  expect(expOfNegative(-745.1)).toBeLessThanOrEqual(5e-324);
  expect(expOfNegative(-746)).toBe(0);
  expect(expOfNegative(-Infinity)).toBe(0);
  expect(expOfNegative(NaN)).toBeNaN();
});

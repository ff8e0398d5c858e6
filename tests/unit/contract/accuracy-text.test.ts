import fc from 'fast-check';
import { expect, it } from 'vitest';
import { accuracyText } from '../../../src-main/contract/values/accuracy-text.ts';

it('gives an accuracy three decimals, and more where they would make it perfect or none', () => {
  expect(
    [1, 0.9999, 0.9996, 0.9837, 0.283, 0.5, 0.00004, 0, NaN].map((value) => accuracyText(value)),
  ).toEqual(
    ['1.000', '0.9999', '0.9996', '0.984', '0.283', '0.500', '0.00004', '0.000', 'NaN'], // oxfmt-ignore
  );
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true }), (value) => {
      const shown = Number(accuracyText(value));
      expect(shown > 0 && shown < 1).toBe(true);
      expect(Math.abs(shown - value)).toBeLessThanOrEqual(0.000_500_001);
    }),
  );
});

it('has as many decimals as are asked for', () => {
  expect(accuracyText(0.98374, 4)).toBe('0.9837');
  expect(accuracyText(0.999_99, 4)).toBe('0.99999');
});

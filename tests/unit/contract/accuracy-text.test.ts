import fc from 'fast-check';
import { expect, it } from 'vitest';
import { accuracyText } from '../../../src-main/contract/values/accuracy-text.ts';

const between = fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true });

it('gives an accuracy three decimals, and more where they would make it none; none is made perfect', () => {
  expect(
    [1, 0.9999, 0.9995, 0.9837, 0.283, 0.5, 0.00004, 0, NaN].map((value) => accuracyText(value)),
  ).toEqual(
    ['1.000', '0.999', '0.999', '0.983', '0.283', '0.500', '0.00004', '0.000', 'NaN'], // oxfmt-ignore
  );
  fc.assert(
    fc.property(between, (value) => {
      const shown = Number(accuracyText(value));
      expect(shown > 0 && shown < 1).toBe(true);
    }),
  );
});

it('never claims more than was reached: below a threshold it reads as below it', () => {
  expect([0.98964, 0.9899999, 0.99, 0.9994999].map((value) => accuracyText(value))).toEqual(
    ['0.989', '0.989', '0.990', '0.999'], // oxfmt-ignore
  );
  fc.assert(
    fc.property(between, fc.integer({ min: 1, max: 8 }), (value, decimals) => {
      const text = accuracyText(value, decimals);
      expect(Number(text)).toBeLessThanOrEqual(value);
      const unit = 10 ** decimals;
      // The next decimal of as many digits is above the value, so that the text is less than one unit below it.
      if (/^0\.\d+$/.test(text) && text.length === 2 + decimals)
        expect((Number(text.slice(2)) + 1) / unit).toBeGreaterThan(value);
      else expect(value - Number(text)).toBeLessThan(1 / unit);
    }),
  );
});

it('cuts no digit of a decimal that needs no cutting', () => {
  const thousandths = Array.from({ length: 1001 }, (_, i) => i / 1000);
  expect(thousandths.map((value) => accuracyText(value))).toEqual(
    thousandths.map((value) => value.toFixed(3)),
  );
});

it('has as many decimals as are asked for', () => {
  expect(accuracyText(0.98374, 4)).toBe('0.9837');
  expect(accuracyText(0.98379, 4)).toBe('0.9837');
  expect(accuracyText(0.999_99, 4)).toBe('0.9999');
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1, noNaN: true }), (value) => {
      expect(accuracyText(value)).toHaveLength('0.000'.length);
    }),
  );
});

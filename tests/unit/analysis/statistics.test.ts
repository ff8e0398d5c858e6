import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collapses } from '../../../src-main/analysis/collapses.ts';
import { median } from '../../../src-main/analysis/median.ts';

describe('median', () => {
  it('is the middle value, or the mean of the two middle ones', () => {
    expect(median(Object.freeze([3, 1, 2]) as number[])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([-7])).toBe(-7);
    expect(median([10, 9, 100])).toBe(10);
    expect(median([1, Infinity, Infinity])).toBe(Infinity);
  });

  it('is NaN of nothing, and when any value is', () => {
    expect(median([])).toBeNaN();
    expect(median([1, NaN, 2])).toBeNaN();
  });

  it('has as many values below as above it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const middle = median(values);
        const below = values.filter((v) => v < middle).length;
        const above = values.filter((v) => v > middle).length;
        expect(2 * below).toBeLessThanOrEqual(values.length);
        expect(2 * above).toBeLessThanOrEqual(values.length);
      }),
    );
  });
});

describe('collapses', () => {
  const series = (...train: (number | undefined)[]) =>
    train.map((accuracy, i) => ({
      step: 10 * i,
      seconds: i,
      values: accuracy === undefined ? {} : { 'train/accuracy': accuracy },
    }));
  const point1 = { step: 20, after: 10 };

  it('go from the first evaluation below 0.9 after point 1 to the first one back', () => {
    const evaluations = series(0, 0.5, 1, 1, 0.89, 0.2, undefined, 0.5, 0.9, 1, 0.1, 1);
    expect(collapses(evaluations, point1)).toEqual([
      { start: 40, end: 80, depth: 0.2 },
      { start: 100, end: 110, depth: 0.1 },
    ]);
  });

  it('may still be open at the end', () => {
    expect(collapses(series(0, 0, 1, 0.3), point1)).toEqual([{ start: 30, end: null, depth: 0.3 }]);
  });

  it('do not exist before point 1, nor without it', () => {
    expect(collapses(series(1, 0, 1, 1), point1)).toEqual([]);
    expect(collapses(series(1, 0, 1, 0), null)).toEqual([]);
  });

  it('take another bound', () => {
    expect(collapses(series(0, 0, 1, 0.95, 1), point1, 0.99)).toHaveLength(1);
  });
});

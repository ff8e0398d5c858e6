import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquareTail } from '../../../../src-main/analysis/numerics/chi-square.ts';
import { logUpperGamma, logGamma } from '../../../../src-main/analysis/numerics/incomplete-gamma.ts';
import { logNormalTail, normalQuantile } from '../../../../src-main/analysis/numerics/normal.ts';
import { logRank } from '../../../../src-main/analysis/survival/log-rank.ts';
import { MERCAPTOPURINE, PLACEBO } from '../../../helpers/leukemia.ts';

const aGroup = fc.array(fc.record({ time: fc.integer({ min: 1, max: 15 }), event: fc.boolean() }), {
  maxLength: 15,
});

describe('the log-rank test', () => {
  it('tells 6-MP from placebo with the printed χ² of 16.79 and expected relapses', () => {
    const result = logRank([MERCAPTOPURINE, PLACEBO]);
    expect(result?.statistic.toFixed(2)).toBe('16.79');
    expect(result?.df).toBe(1);
    expect(result?.p).toBeCloseTo(4.169e-5, 8);
    expect(result?.observed).toEqual([9, 21]);
    expect(result?.expected.map((e) => e.toFixed(2))).toEqual(['19.25', '10.75']);
  });

  it('finds nothing between a group and itself', () => {
    const result = logRank([PLACEBO, PLACEBO, PLACEBO]);
    expect(result?.statistic).toBeCloseTo(0, 12);
    expect(result).toMatchObject({ df: 2 });
    expect(result?.p).toBeCloseTo(1, 12);
  });

  it('leaves out groups of which nobody was at risk, and compares nothing with nothing', () => {
    const watched = [{ time: 2, event: false }];
    expect(logRank([MERCAPTOPURINE, PLACEBO, []])).toMatchObject({ df: 1 });
    expect(logRank([PLACEBO, []])).toBeNull();
    expect(logRank([watched, watched])).toBeNull();
    expect(logRank([])).toBeNull();
  });

  it('does not depend on the order of groups, and expects as many events as there were', () => {
    fc.assert(
      fc.property(aGroup, aGroup, aGroup, (a, b, c) => {
        const [one, other] = [logRank([a, b, c]), logRank([c, a, b])];
        expect(one === null).toBe(other === null);
        if (!one || !other) return;
        expect(one.statistic).toBeCloseTo(other.statistic, 6);
        const sum = (values: readonly number[]) => values.reduce((x, y) => x + y, 0);
        expect(sum(one.expected)).toBeCloseTo(sum(one.observed), 9);
      }),
    );
  });
});

describe('tails', () => {
  it('of χ² are those of the tables', () => {
    expect(chiSquareTail(3.841458820694124, 1)).toBeCloseTo(0.05, 12);
    expect(chiSquareTail(18.307038053275146, 10)).toBeCloseTo(0.05, 12);
    expect(chiSquareTail(0, 3)).toBe(1);
    // For two degrees of freedom the tail is e^(−x/2).
    for (const x of [1e-3, 1, 50, 900]) expect(Math.log(chiSquareTail(x, 2))).toBeCloseTo(-x / 2, 10);
  });

  it('of the normal law hold far out', () => {
    expect(normalQuantile(0.025)).toBeCloseTo(1.959963984540054, 12);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 12);
    expect(Math.exp(logNormalTail(-1.959963984540054))).toBeCloseTo(0.975, 12);
    expect(logNormalTail(40)).toBeCloseTo(-804.6084420137538, 9);
  });

  it('refuse what has none', () => {
    expect(logUpperGamma(-1, 2)).toBeNaN();
    expect(logUpperGamma(1, -2)).toBeNaN();
    expect(logUpperGamma(1, Infinity)).toBe(-Infinity);
    expect(Math.exp(logGamma(6))).toBeCloseTo(120, 10);
    expect(Math.exp(logGamma(0.25))).toBeCloseTo(3.625609908221908, 12);
  });
});

import { describe, expect, it } from 'vitest';
import { bootstrapInterval } from '../../../src-main/analysis/bootstrap.ts';
import { groupCurve } from '../../../src-main/analysis/group-curve.ts';
import { median } from '../../../src-main/analysis/median.ts';
import { Rng } from '../../../src-main/base/rng.ts';

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const member = (step: number[], value: number[]) => ({
  step: Float64Array.from(step),
  value: Float64Array.from(value),
});

describe('the bootstrap', () => {
  it('gives the mean of a large sample the interval of the normal law', () => {
    const rng = new Rng(2, 'bootstrap test');
    const values = Array.from({ length: 400 }, () => 10 + rng.normal());
    const { low, high } = bootstrapInterval(values, mean, { count: 4000 });
    const centre = mean(values);
    expect(low).toBeCloseTo(centre - 1.96 / 20, 1);
    expect(high).toBeCloseTo(centre + 1.96 / 20, 1);
    expect(high - low).toBeGreaterThan(0.17);
    expect(high - low).toBeLessThan(0.22);
  });

  it('is the same every time, and another one with another seed', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6, 5.5, 3.5];
    expect(bootstrapInterval(values, mean)).toEqual(bootstrapInterval(values, mean));
    expect(bootstrapInterval(values, mean, { seed: 2 })).not.toEqual(bootstrapInterval(values, mean));
  });

  it('has nothing to say of nothing', () => {
    expect(bootstrapInterval([], mean)).toEqual({ low: NaN, high: NaN });
  });
});

describe('the bootstrap band of a group', () => {
  const values = [0.2, 0.9, 0.4, 0.5, 0.7, 0.1, 0.35];
  const members = values.map((value) => member([10, 20], [value, value]));

  it.each([
    ['mean', mean],
    ['median', median],
  ] as const)('of the %s is the interval of the same runs drawn again', (line, statistic) => {
    const { low, high } = bootstrapInterval(values, statistic, { count: 400 });
    const curve = groupCurve(members, line, 'bootstrap');
    expect(curve.low[0]).toBeCloseTo(low, 12);
    expect(curve.high[0]).toBeCloseTo(high, 12);
  });

  it('draws whole curves: where all runs go on alike the band does not flicker', () => {
    const curve = groupCurve(members, 'mean', 'bootstrap');
    expect(curve.low[1]).toBe(curve.low[0]);
    expect(curve.high[1]).toBe(curve.high[0]);
  });

  it('at a step that one run alone has got to is that run', () => {
    const curve = groupCurve([member([10, 20], [1, 5]), member([10], [3])], 'median', 'bootstrap');
    expect([...curve.n]).toEqual([2, 1]);
    expect([curve.low[1], curve.high[1]]).toEqual([5, 5]);
    expect([curve.low[0], curve.high[0]]).toEqual([1, 3]);
  });
});

import { describe, expect, it } from 'vitest';
import { groupCurve } from '../../../../src-main/analysis/group-curve.ts';
import { quantile } from '../../../../src-main/analysis/quantile.ts';
import { describeGroup, dropOuts } from '../../../../src-renderer/charts/group-statistics.ts';

const series = (step: number[], value: number[]) => ({
  step: Float64Array.from(step),
  value: Float64Array.from(value),
  seconds: new Float64Array(step.length),
});

describe('quantiles', () => {
  it('lie straight between neighbours', () => {
    expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75);
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([7], 0.9)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('a group', () => {
  const three = [series([0, 10], [0, 1]), series([0, 10], [0, 3]), series([0, 10], [6, 8])];

  it('has a median line with quartiles', () => {
    const curve = groupCurve(three, 'median', 'quartiles');
    expect([...curve.value]).toEqual([0, 3]);
    expect([...curve.low]).toEqual([0, 2]);
    expect([...curve.high]).toEqual([3, 5.5]);
  });

  it('has a mean line with standard deviation or error', () => {
    const deviation = groupCurve(three, 'mean', 'deviation');
    expect([...deviation.value]).toEqual([2, 4]);
    const expected = Math.sqrt((9 + 1 + 16) / 2);
    expect(deviation.high[1]).toBeCloseTo(4 + expected);
    expect(groupCurve(three, 'mean', 'error').high[1]).toBeCloseTo(4 + expected / Math.sqrt(3));
  });

  it('counts the runs behind each step and says where they drop out', () => {
    const curve = groupCurve([series([0, 10, 20], [0, 1, 2]), series([0, 10], [0, 3])], 'median', 'range');
    expect([...curve.n]).toEqual([2, 2, 1]);
    expect([...curve.value]).toEqual([0, 2, 2]);
    expect(dropOuts(curve)).toEqual([{ step: 10, n: 1 }]);
    expect(describeGroup(curve, 'median', 'range')).toBe('median, min–max, n = 2 → 1');
  });

  it('reads a run between its neighbours where only others were evaluated, and never beyond its ends', () => {
    const curve = groupCurve([series([0, 10], [0, 10]), series([5, 20], [1, 1])], 'mean', 'none');
    expect([...curve.step]).toEqual([0, 5, 10, 20]);
    expect([...curve.value]).toEqual([0, 3, 5.5, 1]);
    expect([...curve.n]).toEqual([1, 2, 2, 1]);
  });

  it('leaves a value that is not a number out of the count', () => {
    const curve = groupCurve([series([0, 10], [1, NaN]), series([0, 10], [3, 5])], 'mean', 'range');
    expect([...curve.n]).toEqual([2, 1]);
    expect([...curve.value]).toEqual([2, 5]);
  });

  it('names its line, its band and its size', () => {
    expect(describeGroup(groupCurve(three, 'median', 'quartiles'), 'median', 'quartiles')).toBe(
      'median, 25–75 %, n = 3',
    );
    expect(describeGroup(groupCurve(three, 'mean', 'none'), 'mean', 'none')).toBe('mean, n = 3');
  });
});

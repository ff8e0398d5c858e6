import { describe, expect, it } from 'vitest';
import { makeScale } from '../../../../src-renderer/charts/axis-scale.ts';
import { smooth } from '../../../../src-renderer/charts/smoothing.ts';

const linear = makeScale('linear', { min: 0, max: 1, minPositive: 1 });
const log = makeScale('log', { min: 1, max: 1000, minPositive: 1 });

describe('smoothing', () => {
  it('leaves the first and the last point where they are', () => {
    const step = Float64Array.of(1, 2, 3, 4, 5);
    const value = Float64Array.of(9, 1, 5, 2, 7);
    const smoothed = smooth(step, value, linear, 3);
    expect(smoothed[0]).toBe(9);
    expect(smoothed[4]).toBe(7);
  });

  it('is the mean of the line under the window', () => {
    const smoothed = smooth(Float64Array.of(0, 1, 2, 3, 4), Float64Array.of(0, 0, 4, 0, 0), linear, 2);
    // From 1 to 3 the line is a triangle of height 4: mean 2.
    expect(smoothed[2]).toBeCloseTo(2, 12);
  });

  it('does not move a straight line', () => {
    const step = Float64Array.of(0, 1, 4, 5, 9, 10);
    const smoothed = smooth(step, step.slice(), linear, 4);
    for (const [i, value] of smoothed.entries()) expect(value).toBeCloseTo(step[i] as number, 12);
  });

  it('does not depend on how densely the same line is sampled', () => {
    const coarse = smooth(Float64Array.of(0, 2, 4, 6, 8), Float64Array.of(1, 5, 3, 3, 9), linear, 3);
    const dense = smooth(
      Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8),
      Float64Array.of(1, 3, 5, 4, 3, 3, 3, 6, 9),
      linear,
      3,
    );
    for (let i = 0; i < coarse.length; i++) expect(coarse[i]).toBeCloseTo(dense[2 * i] as number, 12);
  });

  it('measures its window on the axis that is drawn', () => {
    const step = Float64Array.of(1, 10, 100, 1000);
    const value = Float64Array.of(0, 1, 0, 1);
    expect(smooth(step, value, log, 2)[1]).toBeCloseTo(0.5, 12);
    expect(smooth(step, value, log, 0.0001)[1]).toBeCloseTo(1, 3);
  });

  it('keeps gaps and smooths the parts between them apart', () => {
    const step = Float64Array.of(0, 1, 2, 3, 4, 5, 6);
    const smoothed = smooth(step, Float64Array.of(0, 0, 0, NaN, 8, 8, 8), linear, 6);
    expect([...smoothed]).toEqual([0, 0, 0, NaN, 8, 8, 8]);
  });

  it('changes nothing of what it was given', () => {
    const value = Float64Array.of(0, 5, 0);
    smooth(Float64Array.of(0, 1, 2), value, linear, 2);
    expect([...value]).toEqual([0, 5, 0]);
  });
});

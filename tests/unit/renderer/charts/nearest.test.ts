import { describe, expect, it } from 'vitest';
import { makeScale } from '../../../../src-renderer/charts/axis-scale.ts';
import {
  lowerBound,
  nearestIndex,
  nearestReading,
  nearestStep,
  readings,
} from '../../../../src-renderer/charts/nearest.ts';

const series = (step: number[], value: number[]) => ({
  step: Float64Array.from(step),
  value: Float64Array.from(value),
  seconds: Float64Array.from(step, (s) => s / 100),
});
const log = makeScale('log', { min: 0, max: 1000, minPositive: 1 });
const linear = makeScale('linear', { min: 0, max: 1000, minPositive: 1 });

describe('finding an evaluation', () => {
  const steps = Float64Array.of(0, 1, 10, 100);

  it('finds the first step that is not below', () => {
    expect(lowerBound(steps, 5)).toBe(2);
    expect(lowerBound(steps, 10)).toBe(2);
    expect(lowerBound(steps, 101)).toBe(4);
  });

  it('goes by the distance that is seen', () => {
    expect(nearestIndex(steps, 40, log)).toBe(3);
    expect(nearestIndex(steps, 40, linear)).toBe(2);
  });

  it('answers at and beyond both ends', () => {
    expect(nearestIndex(steps, -5, log)).toBe(0);
    expect(nearestIndex(steps, 5000, log)).toBe(3);
    expect(nearestIndex(new Float64Array(0), 3, log)).toBe(-1);
  });

  it('snaps to the nearest step of any series', () => {
    expect(nearestStep([series([0, 100], [0, 0]), series([50], [0])], 45, linear)).toBe(50);
    expect(nearestStep([], 45, linear)).toBeNull();
  });
});

describe('readings at a step', () => {
  const all = [series([10, 20], [0.2, 0.4]), series([10, 20], [0.9, 0.8]), series([10, 20], [NaN, NaN])];

  it('are sorted by value, those without a value last', () => {
    expect(readings(all, 20, linear, 5).map((r) => [r.series, r.value])).toEqual([
      [1, 0.8],
      [0, 0.4],
      [2, NaN],
    ]);
  });

  it('leave out series that ended far before', () => {
    expect(readings(all, 500, linear, 50)).toEqual([]);
  });

  it('carry step and training time', () => {
    expect(readings(all, 19, linear, 5)[0]).toMatchObject({ step: 20, seconds: 0.2 });
  });

  it('know which is nearest to the pointer', () => {
    const list = readings(all, 20, linear, 5);
    expect(nearestReading(list, 0.5, linear)?.series).toBe(0);
    expect(nearestReading([], 0.5, linear)).toBeUndefined();
  });
});

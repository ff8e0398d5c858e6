import { describe, expect, it } from 'vitest';
import {
  EMPTY_EXTENT,
  extendExtent,
  isEmpty,
  makeScale,
  toAxisArray,
  wholeRange,
} from '../../../../src-renderer/charts/axis-scale.ts';

const steps = { min: 0, max: 10_000, minPositive: 1 };

describe('a log step axis', () => {
  it('puts step 0 in a gutter left of the first step', () => {
    const scale = makeScale('log', steps);
    expect(scale.toAxis(1)).toBe(0);
    expect(scale.toAxis(10_000)).toBe(4);
    expect(scale.gutter).toBeCloseTo(-0.28);
    expect(scale.toAxis(0)).toBe(scale.gutter);
  });

  it('reads 0 anywhere in the gutter and the step elsewhere', () => {
    const scale = makeScale('log', steps);
    expect(scale.fromAxis(-0.2)).toBe(0);
    expect(scale.fromAxis(-0.15)).toBe(0);
    expect(scale.fromAxis(0)).toBe(1);
    expect(scale.fromAxis(2)).toBeCloseTo(100);
  });

  it('has no gutter when there is no step 0', () => {
    const scale = makeScale('log', { min: 5, max: 100, minPositive: 5 });
    expect(scale.gutter).toBeNull();
    expect(scale.toAxis(0)).toBeNaN();
  });

  it('keeps the first hundred steps visible: they take half of an axis of ten thousand', () => {
    const scale = makeScale('log', steps);
    const whole = wholeRange(scale, steps);
    expect((scale.toAxis(100) - scale.toAxis(1)) / (whole.to - whole.from)).toBeGreaterThan(0.45);
  });

  it('is usable before there is anything positive', () => {
    const scale = makeScale('log', { min: 0, max: 0, minPositive: Infinity });
    const range = wholeRange(scale, { min: 0, max: 0, minPositive: Infinity });
    expect(range.to).toBeGreaterThan(range.from);
    expect(Number.isFinite(scale.toAxis(0))).toBe(true);
  });
});

describe('a linear axis', () => {
  it('leaves values as they are', () => {
    const scale = makeScale('linear', steps);
    const values = Float64Array.of(0, 2);
    expect(toAxisArray(scale, values)).toBe(values);
    expect(wholeRange(scale, steps)).toEqual({ from: 0, to: 10_000 });
  });

  it('gives room around a constant', () => {
    const range = wholeRange(makeScale('linear', steps), { min: 3, max: 3, minPositive: 3 });
    expect(range.from).toBeLessThan(3);
    expect(range.to).toBeGreaterThan(3);
  });
});

describe('an extent', () => {
  it('passes over values that are not finite', () => {
    const extent = extendExtent(EMPTY_EXTENT, [NaN, 2, Infinity, -1, -Infinity]);
    expect(extent).toEqual({ min: -1, max: 2, minPositive: 2 });
    expect(isEmpty(extendExtent(EMPTY_EXTENT, [NaN]))).toBe(true);
  });

  it('starts a maximum below every number, so that negative data are right', () => {
    expect(extendExtent(EMPTY_EXTENT, [-5, -3]).max).toBe(-3);
  });
});

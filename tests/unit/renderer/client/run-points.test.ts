import { describe, expect, it } from 'vitest';
import { cutAfter, mergePoints, pointsOf, withDetail } from '../../../../src-renderer/client/run-points.ts';

const f64 = (...values: number[]) => Float64Array.from(values);

const aCurve = (step: number[], value = step) => ({
  run: 1,
  metric: 'val/accuracy' as const,
  step: f64(...step),
  value: f64(...value),
  seconds: f64(...step.map((s) => s / 10)),
  decimated: false,
});

const anIncrement = (after: number, step: number[], revision = 0) => ({
  run: 1,
  revision,
  after,
  step: f64(...step),
  seconds: f64(...step.map((s) => s / 10)),
  values: { 'val/accuracy': f64(...step) },
});

const read = (step: number[]) => pointsOf(0, ['val/accuracy'], [aCurve(step)], -1);
const stepsOf = (merge: ReturnType<typeof mergePoints>) =>
  merge.kind === 'merged' ? [...(merge.points.curves['val/accuracy']?.step ?? [])] : merge.kind;

describe('merging increments', () => {
  it('appends what follows', () => {
    expect(stepsOf(mergePoints(read([0, 10]), anIncrement(10, [20, 30])))).toEqual([0, 10, 20, 30]);
  });

  it('passes over steps that are here already, so none is drawn twice', () => {
    expect(stepsOf(mergePoints(read([0, 10, 20]), anIncrement(0, [10, 20, 30])))).toEqual([0, 10, 20, 30]);
    expect(stepsOf(mergePoints(read([0, 10, 20]), anIncrement(0, [10, 20])))).toBe('old');
  });

  it('asks for a reading when there is a hole', () => {
    expect(stepsOf(mergePoints(read([0, 10]), anIncrement(20, [30])))).toBe('reread');
  });

  it('asks for a reading when the series is of a newer revision, and ignores an older one', () => {
    expect(stepsOf(mergePoints(read([0, 10]), anIncrement(10, [20], 1)))).toBe('reread');
    const later = pointsOf(2, ['val/accuracy'], [aCurve([0])], -1);
    expect(stepsOf(mergePoints(later, anIncrement(0, [10], 1)))).toBe('old');
  });

  it('starts from nothing', () => {
    const empty = pointsOf(0, ['val/accuracy'], [], -1);
    expect(stepsOf(mergePoints(empty, anIncrement(-1, [0, 10])))).toEqual([0, 10]);
  });

  it('adds no point where a metric was not taken, and still sees no hole afterwards', () => {
    const sparse = { ...anIncrement(10, [20, 30]), values: { 'val/accuracy': f64(NaN, NaN) } };
    const merged = mergePoints(read([0, 10]), sparse);
    if (merged.kind !== 'merged') throw new Error(merged.kind);
    expect(merged.points.cursor).toBe(30);
    expect(stepsOf(mergePoints(merged.points, anIncrement(30, [40])))).toEqual([0, 10, 40]);
  });

  it('trusts a reading that began after a step was announced', () => {
    const points = pointsOf(0, ['val/accuracy'], [aCurve([0])], 50);
    expect(stepsOf(mergePoints(points, anIncrement(50, [60])))).toEqual([0, 60]);
  });

  it('leaves the drawn arrays as they were', () => {
    const points = read([0, 10]);
    mergePoints(points, anIncrement(10, [20]));
    expect([...(points.curves['val/accuracy']?.step ?? [])]).toEqual([0, 10]);
  });
});

describe('a series that is cut back', () => {
  it('loses what came after and takes over the revision', () => {
    const cut = cutAfter(read([0, 10, 20, 30]), 1, 10);
    expect([...(cut.curves['val/accuracy']?.step ?? [])]).toEqual([0, 10]);
    expect(stepsOf(mergePoints(cut, anIncrement(10, [15, 20], 1)))).toEqual([0, 10, 15, 20]);
  });
});

describe('a closer reading', () => {
  it('takes the place of its part of the overview', () => {
    const overview = { ...aCurve([0, 10, 20, 30, 40]), decimated: true };
    const detail = aCurve([10, 12, 15, 20]);
    expect([...withDetail(overview, detail, 8, 22).step]).toEqual([0, 10, 12, 15, 20, 30, 40]);
  });

  it('keeps points that came after it', () => {
    const overview = { ...aCurve([0, 10, 20, 30]), decimated: true };
    expect([...withDetail(overview, aCurve([11, 12]), 11, 40).step]).toEqual([0, 10, 11, 12, 20, 30]);
  });

  it('changes nothing of an overview that holds every point', () => {
    const overview = aCurve([0, 10]);
    expect(withDetail(overview, aCurve([5]), 0, 10)).toBe(overview);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findPoints,
  PointTracker,
  type AccuracyPoint,
  type PointState,
} from '../../../src-main/analysis/grokking-point.ts';

/** Evaluations every ten steps from 0 on, from [train, validation] accuracies. */
function series(...accuracies: [number, number][]): AccuracyPoint[] {
  return accuracies.map(([trainAccuracy, valAccuracy], i) => ({ step: 10 * i, trainAccuracy, valAccuracy }));
}

function track(points: readonly AccuracyPoint[], { threshold = 0.99, sustain = 1 } = {}) {
  const tracker = new PointTracker(threshold, sustain);
  points.forEach((point) => tracker.push(point));
  return tracker.result;
}

describe('points', () => {
  it('are the first evaluations at the threshold, with the ones before as lower bounds', () => {
    expect(track(series([0, 0], [0.98, 0], [0.99, 0.1], [1, 0.5], [1, 0.99], [1, 1]))).toEqual({
      point1: { step: 20, after: 10 },
      point2: { step: 40, after: 30 },
      relapses: 0,
    });
  });

  it('are null while they have not been reached', () => {
    expect(track([])).toEqual({ point1: null, point2: null, relapses: 0 });
    expect(track(series([0.5, 1], [0.98, 1]))).toEqual({ point1: null, point2: null, relapses: 0 });
  });

  it('have −1 before the very first evaluation', () => {
    expect(track(series([1, 1]))).toMatchObject({
      point1: { step: 0, after: -1 },
      point2: { step: 0, after: -1 },
    });
  });

  it('want train and validation at the threshold together for point 2', () => {
    const { point1, point2 } = track(series([1, 0.5], [0.5, 1], [0.5, 1], [1, 1]));
    expect(point1?.step).toBe(0);
    expect(point2).toEqual({ step: 30, after: 20 });
  });

  it('are at the first evaluation of the row that was sustained, not at a row that broke', () => {
    const points = series([1, 0], [1, 0], [0.5, 0], [1, 0], [1, 1], [1, 1], [1, 0], [1, 1], [1, 1], [1, 1]);
    expect(track(points, { sustain: 3 })).toEqual({
      point1: { step: 30, after: 20 },
      point2: { step: 70, after: 60 },
      relapses: 0,
    });
    expect(track(points.slice(0, 9), { sustain: 3 }).point2).toBeNull();
  });

  it('are not reached by NaN', () => {
    expect(track(series([NaN, NaN], [1, NaN])).point2).toBeNull();
  });

  it('take the threshold itself as reached, also when it is 1', () => {
    expect(track(series([0.999, 1], [1, 1]), { threshold: 1 }).point2).toEqual({ step: 10, after: 0 });
  });
});

describe('relapses', () => {
  it('count each leaving of the threshold after point 2 once', () => {
    const points = series([1, 1], [1, 0.9], [1, 0.5], [1, 1], [1, NaN], [1, 1], [0.5, 1]);
    expect(track(points).relapses).toBe(2);
  });

  it('do not count what happened before point 2', () => {
    expect(track(series([0.5, 1], [1, 0.5], [1, 1])).relapses).toBe(0);
  });
});

it('refuses a step that is not above the one before', () => {
  const tracker = new PointTracker(0.99, 1);
  const at = (step: number) => () => tracker.push({ step, trainAccuracy: 0, valAccuracy: 0 });
  at(10)();
  expect(at(10)).toThrow('grokking point: expected a step above 10, got 10');
  expect(at(9)).toThrow();
  expect(at(NaN)).toThrow();
});

const accuracy = fc.constantFrom(0, 0.5, 0.98, 0.99, 1, NaN);
const anySeries = fc
  .array(fc.tuple(accuracy, accuracy), { maxLength: 60 })
  .map((accuracies) => series(...accuracies));
const anySustain = fc.integer({ min: 1, max: 4 });

it('gives the same when interrupted anywhere and restored from its state as JSON', () => {
  fc.assert(
    fc.property(anySeries, anySustain, fc.nat(60), (points, sustain, cut) => {
      const first = new PointTracker(0.99, sustain);
      points.slice(0, cut).forEach((point) => first.push(point));
      const second = new PointTracker(0.99, sustain);
      second.restore(JSON.parse(JSON.stringify(first.state)) as PointState);
      points.slice(cut).forEach((point) => second.push(point));
      expect(second.result).toEqual(track(points, { sustain }));
    }),
  );
});

it('agrees with a search through the whole series', () => {
  const firstRow = (points: AccuracyPoint[], sustain: number, reached: (p: AccuracyPoint) => boolean) => {
    const i = points.findIndex(
      (_, at) => at + sustain <= points.length && points.slice(at, at + sustain).every(reached),
    );
    return i < 0 ? null : { step: points[i]?.step, after: points[i - 1]?.step ?? -1 };
  };
  fc.assert(
    fc.property(anySeries, anySustain, (points, sustain) => {
      const { point1, point2 } = track(points, { sustain });
      const memorised = (p: AccuracyPoint) => p.trainAccuracy >= 0.99;
      expect(point1).toEqual(firstRow(points, sustain, memorised));
      expect(point2).toEqual(firstRow(points, sustain, (p) => memorised(p) && p.valAccuracy >= 0.99));
    }),
  );
});

it('finds the points of evaluations, passing over those without accuracies', () => {
  const both = (step: number, train: number, val: number) => ({
    step,
    seconds: step,
    values: { 'train/accuracy': train, 'val/accuracy': val },
  });
  const evaluations = [
    both(0, 0, 0),
    { step: 5, seconds: 5, values: { 'weights/norm': 3 } },
    both(10, 1, 0),
    both(20, 1, 1),
  ];
  expect(findPoints(evaluations, { threshold: 0.99, sustain: 1 })).toEqual({
    point1: { step: 10, after: 0 },
    point2: { step: 20, after: 10 },
    relapses: 0,
  });
});

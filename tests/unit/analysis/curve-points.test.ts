import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointsOfCurves, type Series } from '../../../src-main/analysis/curve-points.ts';
import { PointTracker } from '../../../src-main/analysis/grokking-point.ts';

/** From [step, value] pairs. */
const curve = (...points: [number, number][]): Series => ({
  step: points.map(([step]) => step),
  value: points.map(([, value]) => value),
});
const NONE = curve();
const found = (train: Series, val: Series, sustain = 1) =>
  pointsOfCurves(train, val, { threshold: 0.99, sustain });

describe('points of curves that were not logged together', () => {
  it('are found though no step has both accuracies', () => {
    const train = curve([1, 0], [11, 0.5], [21, 1], [31, 1], [41, 1]);
    const val = curve([5, 0], [25, 0.2], [45, 1], [65, 0.3]);
    expect(found(train, val)).toEqual({
      point1: { step: 21, after: 11 },
      point2: { step: 45, after: 25 },
      relapses: 1,
    });
  });

  it('point 1 takes every evaluation of the training set, as finely as they were made', () => {
    const train = curve([0, 0], [10, 0.9], [20, 1], [100, 1]);
    expect(found(train, curve([0, 0], [100, 0])).point1).toEqual({ step: 20, after: 10 });
  });

  it('point 2 comes once both have reached it as they were last seen, and lies behind what was seen below', () => {
    const train = curve([0, 0], [1000, 1], [2000, 1]);
    const val = curve([0, 0], [490, 0], [500, 1], [990, 1], [1500, 1]);
    expect(found(train, val).point2).toEqual({ step: 1000, after: 490 });
  });

  it('a training accuracy that fell since keeps point 2 back', () => {
    const train = curve([0, 1], [10, 0.5], [30, 1]);
    expect(found(train, curve([5, 0], [20, 1], [25, 1])).point2).toEqual({ step: 30, after: 10 });
  });

  it('each of the two must hold for as many evaluations of its own', () => {
    const val = curve([0, 0], [10, 1], [20, 1], [30, 1]);
    expect(found(curve([0, 1], [15, 1]), val, 3)).toMatchObject({ point1: null, point2: null });
    expect(found(curve([0, 1], [15, 1], [25, 1]), val, 3).point2).toEqual({ step: 10, after: 0 });
    expect(found(curve([0, 1], [15, 0], [25, 1]), val, 2).point2).toBeNull();
  });

  it('of one curve alone are those that it can say something about', () => {
    const rising = curve([0, 0], [10, NaN], [20, 1], [30, 0]);
    expect(found(rising, NONE)).toEqual({ point1: { step: 20, after: 10 }, point2: null, relapses: 0 });
    expect(found(NONE, rising)).toEqual({ point1: null, point2: { step: 20, after: 10 }, relapses: 1 });
    expect(found(NONE, NONE)).toEqual({ point1: null, point2: null, relapses: 0 });
  });
});

const accuracy = fc.constantFrom(0, 0.5, 0.98, 0.99, 1, NaN);
const sustained = fc.integer({ min: 1, max: 4 });

it('agrees with what is found while a run goes on, where both are logged together', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(accuracy, accuracy), { maxLength: 60 }), sustained, (pairs, sustain) => {
      const tracker = new PointTracker(0.99, sustain);
      for (const [i, [trainAccuracy, valAccuracy]] of pairs.entries())
        tracker.push({ step: 10 * i, trainAccuracy, valAccuracy });
      const side = (of: 0 | 1) => curve(...pairs.map((pair, i): [number, number] => [10 * i, pair[of]]));
      expect(found(side(0), side(1), sustain)).toEqual(tracker.result);
    }),
  );
});

it('never puts point 2 before point 1, however the two were logged', () => {
  const anyCurve = fc
    .uniqueArray(fc.tuple(fc.nat(40), accuracy), { selector: ([step]) => step, maxLength: 30 })
    .map((points) => curve(...points.sort(([a], [b]) => a - b)));
  fc.assert(
    fc.property(anyCurve, anyCurve, sustained, (train, val, sustain) => {
      const { point1, point2 } = found(train, val, sustain);
      fc.pre(point2 !== null && train.step.length > 0);
      expect(point1?.step).toBeLessThanOrEqual(point2?.step as number);
      expect(point2?.after).toBeLessThan(point2?.step as number);
    }),
  );
});

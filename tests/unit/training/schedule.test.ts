import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learningRateAt } from '../../../src-main/training/schedule.ts';

describe('the learning rate', () => {
  it('climbs in equal steps to η at the end of the warm-up and stays there', () => {
    const schedule = { learningRate: 1e-3, warmupSteps: 10 };
    expect(learningRateAt(schedule, 1)).toBeCloseTo(1e-4, 15);
    expect(learningRateAt(schedule, 5)).toBeCloseTo(5e-4, 15);
    expect(learningRateAt(schedule, 10)).toBe(1e-3);
    expect(learningRateAt(schedule, 100_000)).toBe(1e-3);
  });

  it('without warm-up is η from the first update', () => {
    for (const warmupSteps of [0, 1]) expect(learningRateAt({ learningRate: 0.3, warmupSteps }, 1)).toBe(0.3);
  });

  it('is η·min(t/warm-up, 1)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 3000 }),
        (warmupSteps, update) => {
          const expected = 0.01 * Math.min(update / warmupSteps, 1);
          expect(learningRateAt({ learningRate: 0.01, warmupSteps }, update)).toBeCloseTo(expected, 15);
        },
      ),
    );
  });
});

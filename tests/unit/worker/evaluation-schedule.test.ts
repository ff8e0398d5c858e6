import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growingStepAfter, nextEvaluation } from '../../../src-main/worker/evaluation-schedule.ts';

/** All steps after 0 at which measures are taken. */
function schedule(every: number, growth: number, steps: number): number[] {
  const taken: number[] = [];
  for (let step = 0; step < steps;) taken.push((step = nextEvaluation(step, { every, growth }, steps)));
  return taken;
}

const anyEvery = fc.integer({ min: 0, max: 300 });
const anyGrowth = fc.oneof(fc.constant(0), fc.double({ min: 1.001, max: 10, noNaN: true }));
const anySteps = fc.integer({ min: 1, max: 700 });
const anySchedule = fc
  .tuple(anyEvery, anyGrowth, anySteps)
  .filter(([every, growth]) => every > 0 || growth > 0);

describe('evaluations', () => {
  it('come every so many steps, and at the last', () => {
    expect(schedule(10, 0, 45)).toEqual([10, 20, 30, 40, 45]);
    expect(schedule(10, 0, 40)).toEqual([10, 20, 30, 40]);
    expect(schedule(100, 0, 7)).toEqual([7]);
  });

  it('grow by a factor, one step at a time where the factor is less than a step', () => {
    expect(schedule(0, 2, 40)).toEqual([1, 2, 4, 8, 16, 32, 40]);
    expect(schedule(0, 1.5, 20)).toEqual([1, 2, 3, 4, 6, 9, 13, 19, 20]);
    expect(schedule(0, 1.1, 15)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  it('are the union of both schedules', () => {
    expect(schedule(10, 2, 35)).toEqual([1, 2, 4, 8, 10, 16, 20, 30, 32, 35]);
    fc.assert(
      fc.property(anySchedule, ([every, growth, steps]) => {
        const both = new Set([
          ...(every > 0 ? schedule(every, 0, steps) : []),
          ...(growth > 0 ? schedule(0, growth, steps) : []),
        ]);
        expect(schedule(every, growth, steps)).toEqual([...both].sort((a, b) => a - b));
      }),
    );
  });

  it('come at strictly increasing steps, the last of which is the last of the budget', () => {
    fc.assert(
      fc.property(anySchedule, ([every, growth, steps]) => {
        const taken = schedule(every, growth, steps);
        taken.reduce((before, step) => {
          expect(step).toBeGreaterThan(before);
          return step;
        }, 0);
        expect(taken.at(-1)).toBe(steps);
      }),
    );
  });

  it('do not depend on where a run was interrupted', () => {
    fc.assert(
      fc.property(anySchedule, fc.nat({ max: 700 }), ([every, growth, steps], at) => {
        const from = at % steps;
        const next = schedule(every, growth, steps).find((step) => step > from);
        expect(nextEvaluation(from, { every, growth }, steps)).toBe(next);
      }),
    );
  });

  it('that grow are at most the factor apart, or one step', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.001, max: 10, noNaN: true }), fc.nat({ max: 2000 }), (growth, step) => {
        const next = growingStepAfter(step, growth);
        expect(next).toBeGreaterThan(step);
        const before = step === 0 ? 0 : [...earlier(step, growth)].at(-1) ?? 0;
        if (before > 0) expect(next).toBeLessThanOrEqual(Math.max(before + 1, before * growth));
      }),
    ); // oxfmt-ignore
  });
});

/** Growing steps up to `step`. */
function* earlier(step: number, growth: number): Generator<number> {
  for (let at = growingStepAfter(0, growth); at <= step; at = growingStepAfter(at, growth)) yield at;
}

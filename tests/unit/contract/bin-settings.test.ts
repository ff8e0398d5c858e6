import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binClockAt, binHorizon, type BinClock } from '../../../src-main/contract/values/bin-settings.ts';

const HOUR_MS = 3_600_000;
const HALF_DAY_MS = 12 * HOUR_MS;

/** The clock after looks at these times of day. */
function looked(times: readonly number[], from?: BinClock): BinClock {
  return times.reduce<BinClock | undefined>((clock, now) => binClockAt(clock, now), from) as BinClock;
}

describe("the bin's clock", () => {
  it('counts time as it passes while the lab is there', () => {
    const hours = Array.from({ length: 100 }, (_, i) => 7 + i * HOUR_MS);
    expect(looked(hours)).toEqual({ time: 99 * HOUR_MS, seenAt: 7 + 99 * HOUR_MS });
  });

  it('never goes backwards, and by half a day at most from one look to the next, whatever the time of day does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 8e15 }), { minLength: 2 }), (times) => {
        let before = binClockAt(undefined, times[0] as number);
        for (const now of times.slice(1)) {
          const after = binClockAt(before, now);
          expect(after.time).toBeGreaterThanOrEqual(before.time);
          expect(after.time - before.time).toBeLessThanOrEqual(HALF_DAY_MS);
          before = after;
        }
      }),
    );
  });

  it('goes on at once after a jump, in either direction', () => {
    const jumped = looked([0, HOUR_MS, 9e12, 9e12 + HOUR_MS]);
    expect(jumped.time).toBe(HOUR_MS + HALF_DAY_MS + HOUR_MS);
    expect(looked([5, 5 + HOUR_MS], jumped).time).toBe(jumped.time + HOUR_MS);
  });

  it.each([undefined, null, 3, 'x', {}, { time: -1, seenAt: 0 }, { time: 1 }])(
    'starts anew from %j, which keeps things longer',
    (stored) => expect(binClockAt(stored, 9)).toEqual({ time: 0, seenAt: 9 }),
  );

  it('says what has been there for so many days, or that nothing goes', () => {
    expect(binHorizon({ time: 50 * HOUR_MS, seenAt: 0 }, 2)).toBe(2 * HOUR_MS);
    expect(binHorizon({ time: 50 * HOUR_MS, seenAt: 0 }, null)).toBeNull();
  });
});

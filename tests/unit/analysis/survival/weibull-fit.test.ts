import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src-main/base/rng.ts';
import type { IntervalTime } from '../../../../src-main/analysis/survival/censored-time.ts';
import { shiftedWeibullFit } from '../../../../src-main/analysis/survival/shifted-weibull-fit.ts';
import { weibullFit } from '../../../../src-main/analysis/survival/weibull-fit.ts';
import { MERCAPTOPURINE } from '../../../helpers/leukemia.ts';

const exact = (time: number): IntervalTime => ({ low: time, high: time });

/** Times of a Weibull law, as a lab sees them: at evaluations, up to a budget. */
function sample(seed: number, n: number, { shape = 1, every = 50, budget = Infinity, shift = 0 } = {}) {
  const rng = new Rng(seed, 'weibull test');
  return Array.from({ length: n }, (): IntervalTime => {
    const time = shift + 1000 * (-Math.log(1 - rng.uniform())) ** (1 / shape);
    if (time > budget) return { low: budget, high: Infinity };
    const low = Math.floor(time / every) * every;
    return { low, high: low + every };
  });
}

describe('a Weibull fit', () => {
  it('of the remission under 6-MP has shape 1.354 and scale 33.77, as statistics packages find', () => {
    const fit = weibullFit(
      MERCAPTOPURINE.map(({ time, event }) => ({ low: time, high: event ? time : Infinity })),
    );
    expect(fit?.shape).toBeCloseTo(1.3537, 4);
    expect(fit?.scale).toBeCloseTo(33.765, 3);
    expect(fit?.logLikelihood).toBeCloseTo(-41.6587, 4);
  });

  it('covers the shape in at least 930 of 1000 samples of 200 evaluated now and then, a third of them censored', () => {
    const shape = 1.5;
    let covered = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const fit = weibullFit(sample(seed, 200, { shape, budget: 1050 }));
      if (fit && (fit.low ?? 0) <= shape && shape <= (fit.high ?? Infinity)) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(930);
    expect(covered).toBeLessThanOrEqual(970);
  });

  it('of a shifted exponential is near 1 on the delay, and far above it with the dead time left in', () => {
    const shift = 2000;
    const times = sample(7, 200, { shift });
    const delays = times.map(({ low, high }) => ({ low: Math.max(0, low - shift), high: high - shift }));
    const onDelay = weibullFit(delays);
    expect(onDelay?.shape).toBeGreaterThan(0.85);
    expect(onDelay?.shape).toBeLessThan(1.15);
    expect(onDelay?.low).toBeLessThan(1);
    expect(onDelay?.high).toBeGreaterThan(1);
    expect(weibullFit(times)?.shape).toBeGreaterThan(2);
    const shifted = shiftedWeibullFit(times.slice(0, 80));
    expect(shifted?.shift).toBeGreaterThan(1900);
    expect(shifted?.shift).toBeLessThan(2060);
    expect(shifted?.shape).toBeGreaterThan(0.7);
    expect(shifted?.shape).toBeLessThan(1.3);
  });

  it('is the same whatever the unit of time', () => {
    const times = sample(3, 60, { shape: 2, budget: 1400 });
    const hours = times.map(({ low, high }) => ({ low: low / 3600, high: high / 3600 }));
    const [a, b] = [weibullFit(times), weibullFit(hours)];
    expect(b?.shape).toBeCloseTo(a?.shape as number, 5);
    expect((b?.scale as number) * 3600).toBeCloseTo(a?.scale as number, 2);
  });

  it('of short intervals is that of exact times', () => {
    const times = [120, 340, 560, 410, 90, 777].map(exact);
    const short = times.map(({ low }) => ({ low: low - 5e-4, high: low + 5e-4 }));
    expect(weibullFit(short)?.shape).toBeCloseTo(weibullFit(times)?.shape as number, 5);
  });

  it('is none where the data say nothing about a shape', () => {
    expect(weibullFit([])).toBeNull();
    expect(weibullFit([exact(5), { low: 9, high: Infinity }])).toBeNull();
    expect(weibullFit([exact(5), exact(5), exact(5)])).toBeNull();
    expect(shiftedWeibullFit([exact(5), exact(7)])).toBeNull();
  });

  it('takes a delay of no step as one within the first', () => {
    expect(weibullFit([exact(0), exact(40), exact(90)])?.shape).toBeGreaterThan(0);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median } from '../../../../src-main/analysis/median.ts';
import { kaplanMeier } from '../../../../src-main/analysis/survival/kaplan-meier.ts';
import { restrictedMean } from '../../../../src-main/analysis/survival/restricted-mean.ts';
import { survivalQuantile } from '../../../../src-main/analysis/survival/survival-quantile.ts';
import { MERCAPTOPURINE, PLACEBO } from '../../../helpers/leukemia.ts';

const events = (times: readonly number[]) => times.map((time) => ({ time, event: true }));
const someTimes = fc.array(fc.record({ time: fc.integer({ min: 1, max: 30 }), event: fc.boolean() }), {
  minLength: 1,
  maxLength: 40,
});

describe('the remission of leukemia under 6-MP (Freireich et al. 1963)', () => {
  const rows = kaplanMeier(MERCAPTOPURINE).filter((row) => row.events > 0);

  it('has the printed survival and standard errors', () => {
    const printed = rows.map(({ time, atRisk, events: d, survival, error }) =>
      [time, atRisk, d, survival.toFixed(4), error.toFixed(4)].join(' '),
    );
    expect(printed).toEqual([
      '6 21 3 0.8571 0.0764',
      '7 17 1 0.8067 0.0869',
      '10 15 1 0.7529 0.0963',
      '13 12 1 0.6902 0.1068',
      '16 11 1 0.6275 0.1141',
      '22 7 1 0.5378 0.1282',
      '23 6 1 0.4482 0.1346',
    ]);
  });

  it('has the log-log intervals that statistics packages print', () => {
    expect(rows.map(({ low, high }) => `${low.toFixed(4)} ${high.toFixed(4)}`)).toEqual([
      '0.6197 0.9516',
      '0.5631 0.9228',
      '0.5032 0.8894',
      '0.4316 0.8491',
      '0.3675 0.8049',
      '0.2678 0.7468',
      '0.1881 0.6801',
    ]);
  });

  it('has medians 23 and 8 weeks, the first with an interval that is open above', () => {
    expect(survivalQuantile(kaplanMeier(MERCAPTOPURINE))).toEqual({ value: 23, low: 13, high: null });
    expect(survivalQuantile(kaplanMeier(PLACEBO))).toEqual({ value: 8, low: 4, high: 11 });
  });

  it('has a restricted mean of 23.287 ± 2.827 weeks up to week 35', () => {
    const { value, error } = restrictedMean(kaplanMeier(MERCAPTOPURINE), 35);
    expect([value.toFixed(3), error.toFixed(3)]).toEqual(['23.287', '2.827']);
  });
});

describe('a survival curve', () => {
  it('of runs that are all censored never falls, and has no median', () => {
    const rows = kaplanMeier([5, 5, 9].map((time) => ({ time, event: false })));
    expect(rows.map(({ survival, low, high }) => [survival, low, high])).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
    expect(survivalQuantile(rows)).toEqual({ value: null, low: null, high: null });
    expect(restrictedMean(rows, 9)).toEqual({ value: 9, error: 0, horizon: 9 });
  });

  it('without censoring is one minus the empirical distribution, its median the ordinary one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 60 }), (times) => {
        const rows = kaplanMeier(events(times));
        for (const { time, survival } of rows) {
          expect(survival).toBeCloseTo(times.filter((t) => t > time).length / times.length, 12);
        }
        expect(survivalQuantile(rows).value).toBeCloseTo(median(times), 12);
        const mean = times.reduce((a, b) => a + b, 0) / times.length;
        expect(restrictedMean(rows, 20).value).toBeCloseTo(mean, 9);
      }),
    );
  });

  it('only falls, stays within its interval, and loses everybody in the end', () => {
    fc.assert(
      fc.property(someTimes, (times) => {
        let before = 1;
        let left = times.length;
        for (const row of kaplanMeier(times)) {
          expect(row.atRisk).toBe(left);
          left -= row.events + row.censored;
          expect(row.survival).toBeLessThanOrEqual(before);
          before = row.survival;
          if (row.survival === 0) expect(row.low).toBeNaN();
          else {
            expect(row.low).toBeLessThanOrEqual(row.survival);
            expect(row.high).toBeGreaterThanOrEqual(row.survival);
          }
        }
        expect(left).toBe(0);
      }),
    );
  });

  it('is higher everywhere when a run is watched longer instead of having its event', () => {
    const early = kaplanMeier(events([1, 2, 3, 4]));
    const late = kaplanMeier([...events([1, 2, 3]), { time: 4, event: false }]);
    expect(late.at(-1)?.survival).toBeGreaterThan(early.at(-1)?.survival as number);
    expect(survivalQuantile(late).value).toBe(2.5);
  });

  it('is nothing of no runs', () => {
    expect(kaplanMeier([])).toEqual([]);
  });
});

/** @file Our survival statistics of data sets given as JSON on standard input, for `check-survival.py` to compare.
 *  In: [{groups: [[[time, event], …], …]}, …]. Out: one object per data set. */
import { text } from 'node:stream/consumers';
import { kaplanMeier } from '../../src-main/analysis/survival/kaplan-meier.ts';
import { logRank } from '../../src-main/analysis/survival/log-rank.ts';
import { restrictedMean } from '../../src-main/analysis/survival/restricted-mean.ts';
import { survivalQuantile } from '../../src-main/analysis/survival/survival-quantile.ts';
import { weibullFit } from '../../src-main/analysis/survival/weibull-fit.ts';

interface DataSet {
  readonly groups: readonly (readonly (readonly [time: number, event: boolean])[])[];
  /** Steps between evaluations for the Weibull fit of interval-censored times. */
  readonly every: number;
}

const sets = JSON.parse(await text(process.stdin)) as DataSet[];
const answers = sets.map(({ groups, every }) => {
  const times = groups.map((group) => group.map(([time, event]) => ({ time, event })));
  return {
    logRank: logRank(times),
    groups: times.map((group) => {
      const rows = kaplanMeier(group);
      const horizon = rows.at(-1)?.time ?? 0;
      const exact = group.map(({ time, event }) => ({ low: time, high: event ? time : Infinity }));
      const between = group.map(({ time, event }) => ({
        low: event ? time - every : time,
        high: event ? time : Infinity,
      }));
      return {
        rows,
        median: survivalQuantile(rows),
        restrictedMean: restrictedMean(rows, horizon),
        weibull: weibullFit(exact),
        weibullBetween: weibullFit(between),
      };
    }),
  };
});
process.stdout.write(JSON.stringify(answers));

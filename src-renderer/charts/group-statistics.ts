/** @file What the curve of a group of runs is called, and where runs drop out of it. */
import type { GroupBand, GroupCurve, GroupLine } from '../../src-main/analysis/group-curve.ts';

export const BAND_WORDS: Readonly<Record<GroupBand, string>> = {
  quartiles: '25–75 %',
  deciles: '10–90 %',
  range: 'min–max',
  deviation: '± 1 standard deviation',
  error: '± 1 standard error',
  bootstrap: '95 % by bootstrap',
  none: '',
};

/** The bands that make sense around each line. */
export const BANDS_OF: Readonly<Record<GroupLine, readonly GroupBand[]>> = {
  median: ['quartiles', 'deciles', 'range', 'bootstrap', 'none'],
  mean: ['deviation', 'error', 'range', 'bootstrap', 'none'],
};

/** How a group is named in a legend: `median, 25–75 %, n = 10`, or `n = 10 → 4` where runs drop out. */
export function describeGroup(curve: GroupCurve, line: GroupLine, band: GroupBand): string {
  let least = Infinity;
  let most = 0;
  for (const n of curve.n) {
    if (n > most) most = n;
    if (n > 0 && n < least) least = n;
  }
  const last = curve.n.at(-1) ?? 0;
  const count = last < most ? `n = ${most} → ${last}` : `n = ${most}`;
  return [line, BAND_WORDS[band], count].filter(Boolean).join(', ');
}

/** The steps at which the number of runs falls, with the number left. */
export function dropOuts(curve: Pick<GroupCurve, 'step' | 'n'>): { step: number; n: number }[] {
  const drops: { step: number; n: number }[] = [];
  for (let i = 1; i < curve.n.length; i++) {
    const n = curve.n[i] as number;
    if (n < (curve.n[i - 1] as number)) drops.push({ step: curve.step[i - 1] as number, n });
  }
  return drops;
}

/** @file Weeks of remission under 6-mercaptopurine and placebo (Freireich et al. 1963, Blood 21, 699-716), the worked
 *  example of the textbooks: Klein and Moeschberger 2003, tables 1.1 and 4.1A; Kleinbaum and Klein 2012, chapter 2. */
import type { CensoredTime } from '../../src-main/analysis/survival/censored-time.ts';

const relapsed = (weeks: number[]): CensoredTime[] => weeks.map((time) => ({ time, event: true }));
const inRemission = (weeks: number[]): CensoredTime[] => weeks.map((time) => ({ time, event: false }));

export const MERCAPTOPURINE: readonly CensoredTime[] = [
  ...relapsed([6, 6, 6, 7, 10, 13, 16, 22, 23]),
  ...inRemission([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]),
];
export const PLACEBO: readonly CensoredTime[] = relapsed([
  1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23,
]);

/** @file The log-rank test: do k groups have one and the same survival curve? (Mantel 1966; Peto and Peto 1972.)
 *
 *  At each event time the d events among n runs at risk would fall on group j in proportion to its runs at risk, nⱼ:
 *  Eⱼ = Σ d nⱼ/n. With hypergeometric covariances
 *
 *    Vⱼₗ = Σ d (n − d)/(n − 1) · nⱼ/n · (δⱼₗ − nₗ/n)
 *
 *  the statistic (O − E)ᵀ V⁻¹ (O − E), over all groups but one, is χ² of k − 1 degrees of freedom when the curves are
 *  the same. Groups of which nobody was at risk at any event say nothing and are left out. */
import { chiSquareTail } from '../numerics/chi-square.ts';
import { solve } from '../numerics/solve.ts';
import type { CensoredTime } from './censored-time.ts';

export interface LogRank {
  readonly statistic: number;
  /** Degrees of freedom: groups that could be compared, less one. */
  readonly df: number;
  readonly p: number;
  /** Events per group, and those expected were there no difference. */
  readonly observed: readonly number[];
  readonly expected: readonly number[];
}

/** @returns null where nothing can be compared: fewer than two groups at risk at an event */
export function logRank(groups: readonly (readonly CensoredTime[])[]): LogRank | null {
  const observed = groups.map((group) => group.filter((time) => time.event).length);
  const { expected, covariance } = accumulate(groups);
  const compared = groups.flatMap((_, j) => ((expected[j] as number) > 0 ? [j] : []));
  const kept = compared.slice(1);
  if (kept.length === 0) return null;
  const excess = kept.map((j) => (observed[j] as number) - (expected[j] as number));
  const solved = solve(
    kept.map((j) => kept.map((l) => covariance[j]?.[l] as number)),
    excess,
  );
  if (!solved) return null;
  const statistic = Math.max(
    0,
    solved.reduce((sum, x, i) => sum + x * (excess[i] as number), 0),
  );
  return { statistic, df: kept.length, p: chiSquareTail(statistic, kept.length), observed, expected };
}

function accumulate(groups: readonly (readonly CensoredTime[])[]) {
  const expected = groups.map(() => 0);
  const covariance = groups.map(() => groups.map(() => 0));
  const events = groups.flat().filter((one) => one.event);
  const eventTimes = new Set(events.map(({ time }) => time));
  for (const time of eventTimes) {
    const atRisk = groups.map((group) => group.filter((one) => one.time >= time).length);
    const n = atRisk.reduce((a, b) => a + b, 0);
    const d = events.filter((one) => one.time === time).length;
    const scale = n > 1 ? (d * (n - d)) / (n - 1) : 0;
    for (const [j, nj] of atRisk.entries()) {
      expected[j] = (expected[j] as number) + (d * nj) / n;
      const row = covariance[j] as number[];
      for (const [l, nl] of atRisk.entries()) {
        row[l] = (row[l] as number) + scale * (nj / n) * ((j === l ? 1 : 0) - nl / n);
      }
    }
  }
  return { expected, covariance };
}

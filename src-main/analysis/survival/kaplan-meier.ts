/** @file The product-limit estimate of a survival curve (Kaplan and Meier 1958).
 *
 *  Survival S(t) is the share of runs whose event comes after t. At each distinct event time tᵢ with dᵢ events among
 *  nᵢ runs still at risk,
 *
 *    Ŝ(t) = ∏_{tᵢ ≤ t} (1 − dᵢ/nᵢ).
 *
 *  Runs censored at tᵢ count as at risk at tᵢ. Greenwood's variance is Ŝ² V with V = Σ dᵢ/(nᵢ(nᵢ − dᵢ)). The
 *  confidence interval is symmetric on the scale ln(−ln S), where it cannot leave [0, 1]
 *  (Kalbfleisch and Prentice 2002, section 1.4): S^exp(±z √V / ln S). Without censoring Ŝ is one minus the empirical
 *  distribution function. */
import { intervalWidth } from '../numerics/normal.ts';
import type { CensoredTime } from './censored-time.ts';

/** The curve from one time on; it stays as it is until the next row. */
export interface SurvivalRow {
  readonly time: number;
  /** Runs whose event or censoring is at this time or later. */
  readonly atRisk: number;
  readonly events: number;
  readonly censored: number;
  /** Ŝ just after the time. */
  readonly survival: number;
  /** Greenwood's standard error of Ŝ; NaN where Ŝ is 0. */
  readonly error: number;
  /** Ends of the confidence interval; NaN where Ŝ is 0, 1 where nothing has happened yet. */
  readonly low: number;
  readonly high: number;
}

/**
 * A row per distinct time, events and censorings alike, by ascending time; [] of no times.
 * @param level of the pointwise confidence intervals
 */
export function kaplanMeier(times: readonly CensoredTime[], level = 0.95): SurvivalRow[] {
  const z = intervalWidth(level);
  const rows: SurvivalRow[] = [];
  let atRisk = times.length;
  let survival = 1;
  let variance = 0;
  for (const { time, events, censored } of tally(times)) {
    survival *= 1 - events / atRisk;
    variance += events === atRisk ? NaN : events / (atRisk * (atRisk - events));
    rows.push({ time, atRisk, events, censored, survival, ...uncertainty(survival, variance, z) });
    atRisk -= events + censored;
  }
  return rows;
}

function uncertainty(survival: number, variance: number, z: number) {
  if (survival === 1) return { error: 0, low: 1, high: 1 };
  const spread = (z * Math.sqrt(variance)) / Math.log(survival);
  return {
    error: survival * Math.sqrt(variance),
    low: survival ** Math.exp(-spread),
    high: survival ** Math.exp(spread),
  };
}

/** Events and censorings at each distinct time, by ascending time. */
function tally(times: readonly CensoredTime[]): { time: number; events: number; censored: number }[] {
  const byTime = new Map<number, { time: number; events: number; censored: number }>();
  for (const { time, event } of times) {
    const row = byTime.get(time) ?? { time, events: 0, censored: 0 };
    if (event) row.events++;
    else row.censored++;
    byTime.set(time, row);
  }
  return [...byTime.values()].sort((a, b) => a.time - b.time);
}

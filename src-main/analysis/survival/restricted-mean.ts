/** @file The restricted mean: the mean time to the event when nobody is watched beyond a horizon τ.
 *
 *    RM(τ) = ∫₀^τ Ŝ(t) dt,   var = Σ_{tᵢ ≤ τ} Aᵢ² dᵢ/(nᵢ(nᵢ − dᵢ)),   Aᵢ = ∫_{tᵢ}^τ Ŝ(t) dt
 *
 *  (Klein and Moeschberger 2003, section 4.5). It exists where the median does not, and it uses all of the curve. Two
 *  groups can be compared at one and the same horizon alone. */
import type { SurvivalRow } from './kaplan-meier.ts';

export interface RestrictedMean {
  readonly value: number;
  readonly error: number;
  readonly horizon: number;
}

/**
 * @param rows a Kaplan-Meier curve
 * @param horizon at most the last time of the curve, if its last survival is above 0: beyond it nothing is known
 */
export function restrictedMean(rows: readonly SurvivalRow[], horizon: number): RestrictedMean {
  const within = rows.filter((row) => row.time < horizon);
  const areas = within.map((row, i) => ((within[i + 1]?.time ?? horizon) - row.time) * row.survival);
  const beforeFirst = Math.min(within[0]?.time ?? horizon, horizon);
  let after = 0;
  let variance = 0;
  for (let i = within.length - 1; i >= 0; i--) {
    const { events, atRisk } = within[i] as SurvivalRow;
    after += areas[i] as number;
    if (events > 0 && events < atRisk) variance += (after ** 2 * events) / (atRisk * (atRisk - events));
  }
  return { value: beforeFirst + after, error: Math.sqrt(variance), horizon };
}

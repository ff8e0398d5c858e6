/** @file Stretches in which a curve that had reached its level falls below another: the collapses one sees. */
import type { SeriesData } from './nearest.ts';

export interface Dip {
  /** First step below the level. */
  readonly from: number;
  /** First step back at or above it; the last step of the series where it has not come back. */
  readonly to: number;
  readonly lowest: number;
}

/** Every stretch after step `start` with values below `level`. */
export function findDips({ step, value }: SeriesData, start: number, level: number): Dip[] {
  const dips: Dip[] = [];
  let from = NaN;
  let lowest = Infinity;
  for (let i = 0; i < step.length; i++) {
    const at = step[i] as number;
    const height = value[i] as number;
    if (at <= start || Number.isNaN(height)) continue;
    if (height < level) {
      if (Number.isNaN(from)) from = at;
      lowest = Math.min(lowest, height);
    } else if (!Number.isNaN(from)) {
      dips.push({ from, to: at, lowest });
      from = NaN;
      lowest = Infinity;
    }
  }
  if (!Number.isNaN(from)) dips.push({ from, to: step.at(-1) as number, lowest });
  return dips;
}

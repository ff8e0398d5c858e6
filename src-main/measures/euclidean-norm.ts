/** @file The length of a vector. */
import type { FloatArray } from '../base/named-arrays.ts';

/** ‖v‖ = √Σ vᵢ², summed in double whatever the precision of v; NaN if any vᵢ is. */
export function euclideanNorm(values: FloatArray): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    sum += value * value;
  }
  return Math.sqrt(sum);
}

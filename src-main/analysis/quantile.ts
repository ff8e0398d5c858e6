/** @file Quantiles of a sample. */

/**
 * The value below which a share of the sample lies, straight between neighbours (Hyndman and Fan 1996, type 7).
 * @param sorted ascending
 * @param share 0 … 1
 * @returns NaN of nothing
 * @example quantile([1, 2, 3, 4], 0.25) // 1.75
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return NaN;
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (place - below);
}

/** @file How an accuracy is written, in the command and on the pages alike. */

const MOST_DECIMALS = 17;

/**
 * Cut down to so many decimals, never rounded up: what stands beside a threshold must not claim to have reached it. With
 * more decimals only where fewer would show 0 for what is none: `0.983`, `0.999` for 0.9996, `0.00004`.
 */
export function accuracyText(value: number, least = 3): string {
  if (!Number.isFinite(value)) return String(value);
  for (let decimals = least; decimals <= MOST_DECIMALS; decimals++) {
    const nearest = value.toFixed(decimals);
    const text = Number(nearest) > value ? oneLess(nearest, decimals) : nearest;
    if (Number.isInteger(value) || !Number.isInteger(Number(text))) return text;
  }
  return String(value);
}

/** The decimal before that one. Cutting digits off by arithmetic would lose one of 0.289, which times 1000 is 288.99…. */
const oneLess = (text: string, decimals: number): string =>
  (Number(text) - 10 ** -decimals).toFixed(decimals);

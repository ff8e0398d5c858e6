/** @file How an accuracy is written, in the command and on the pages alike. */

const MOST_DECIMALS = 17;

/**
 * With so many decimals; with more where they would make 1 of what is below, or 0 of what is above: `0.984`, `0.9996`,
 * `0.00004`.
 */
export function accuracyText(value: number, least = 3): string {
  if (!Number.isFinite(value)) return String(value);
  for (let decimals = least; decimals <= MOST_DECIMALS; decimals++) {
    const text = value.toFixed(decimals);
    if (Number.isInteger(value) || !Number.isInteger(Number(text))) return text;
  }
  return String(value);
}

/** @file Where the names of vertical rules stand: in rows above the plot, so that they hide no curve. */

export interface PlacedLabel {
  /** Left edge of the text. */
  readonly x: number;
  /** 0 is the row next to the plot. */
  readonly row: number;
}

const GAP = 10;
/** From the rule to its text. */
const BESIDE = 7;

/**
 * One place per rule, in the order given. From right to left each label takes the lowest row that is free, so that the
 * rule of a higher row meets no text on its way up.
 */
export function placeLabels(
  rules: readonly { readonly x: number; readonly width: number }[],
  rightEdge: number,
): PlacedLabel[] {
  const order = rules.map((_, index) => index).sort((a, b) => (rules[b]?.x ?? 0) - (rules[a]?.x ?? 0));
  const taken: { start: number; end: number }[][] = [];
  const placed: PlacedLabel[] = [];
  for (const index of order) {
    const { x: at, width } = rules[index] as { x: number; width: number };
    const x = Math.min(at + BESIDE, rightEdge - width);
    const start = Math.min(at, x) - GAP / 2;
    const end = x + width + GAP / 2;
    let row = 0;
    while (taken[row]?.some((other) => start < other.end && end > other.start)) row++;
    (taken[row] ??= []).push({ start, end });
    placed[index] = { x, row };
  }
  return placed;
}

export const rowsOf = (placed: readonly PlacedLabel[]): number =>
  placed.reduce((rows, { row }) => Math.max(rows, row + 1), 0);

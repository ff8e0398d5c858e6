/** @file Where the names of vertical rules stand: in rows above the plot, so that they hide no curve. */

export interface PlacedLabel {
  /** Left edge of the text. */
  readonly x: number;
  /** 0 is the row next to the plot. */
  readonly row: number;
}

export interface RuleLabel {
  /** Where the rule stands. */
  readonly x: number;
  readonly width: number;
}

/** The room for labels, in pixels. */
export interface LabelRoom {
  readonly left: number;
  readonly right: number;
}

const GAP = 10;
/** From the rule to its text. */
const BESIDE = 7;

/**
 * One place per rule, in the order given. All labels stand to the right of their rules; where one would have to be
 * pushed back over its own rule, and with it over others, all stand to the left instead, if there is room for that.
 */
export function placeLabels(rules: readonly RuleLabel[], room: LabelRoom): PlacedLabel[] {
  if (rules.every(({ x, width }) => x + BESIDE + width <= room.right)) return placeRight(rules, room.right);
  if (rules.some(({ x, width }) => x - BESIDE - width < room.left)) return placeRight(rules, room.right);
  const mirrored = placeRight(
    rules.map(({ x, width }) => ({ x: -x, width })),
    -room.left,
  );
  return mirrored.map(({ x, row }, i) => ({ x: -x - (rules[i]?.width ?? 0), row }));
}

/** From right to left each label takes the lowest row that is free, so that the rule of a higher row meets no text on
 *  its way up. */
function placeRight(rules: readonly RuleLabel[], rightEdge: number): PlacedLabel[] {
  const order = rules.map((_, index) => index).sort((a, b) => (rules[b]?.x ?? 0) - (rules[a]?.x ?? 0));
  const taken: { start: number; end: number }[][] = [];
  const placed: PlacedLabel[] = [];
  for (const index of order) {
    const { x: at, width } = rules[index] as RuleLabel;
    const x = Math.min(at + BESIDE, rightEdge - width);
    const start = Math.min(at, x) - GAP / 2;
    const end = x + width + GAP / 2;
    let row = 0;
    while (taken[row]?.some((other) => start < other.end && end > other.start)) row++;
    (taken[row] ??= []).push({ start, end });
    for (let below = 0; below < row; below++) taken[below]?.push({ start: at, end: at });
    placed[index] = { x, row };
  }
  return placed;
}

export const rowsOf = (placed: readonly PlacedLabel[]): number =>
  placed.reduce((rows, { row }) => Math.max(rows, row + 1), 0);

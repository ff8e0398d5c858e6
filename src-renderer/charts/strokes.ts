/** @file How a run or a group is told from the others: colour and dash, fixed once by its number. The colours
 *  themselves are custom properties (`--run-0` …) in `styles/theme.css`, one set for each theme. */

export interface Stroke {
  /** Index of the colour. */
  readonly colour: number;
  /** Index of the dash pattern. */
  readonly dash: number;
}

export const COLOURS = 7;

/** Lengths of line and gap in pixels; the first is a full line. */
export const DASHES: readonly (readonly number[])[] = [
  ...[[], [7, 3], [2, 2.5], [9, 3, 2, 3]],
  ...[
    [14, 4],
    [9, 3, 2, 3, 2, 3],
  ],
];

/** Neighbouring numbers differ in colour, and every `COLOURS` numbers the dash changes. */
export function strokeOf(number: number): Stroke {
  return { colour: number % COLOURS, dash: Math.floor(number / COLOURS) % DASHES.length };
}

/** A run keeps its stroke on every page, in every window and after a restart. */
export const strokeOfRun = (run: number): Stroke => strokeOf(run - 1);

/**
 * Strokes for runs that are drawn in one chart: a run keeps its own unless one before it has that colour, and no two are
 * alike while there are no more of them than colours times dashes. Colours come first: a dash is hard to see on a line that
 * jumps.
 */
export function strokesOfRuns(runs: readonly number[]): ReadonlyMap<number, Stroke> {
  const strokes = new Map<number, Stroke>();
  const dashes = Array.from({ length: COLOURS }, (): number[] => []);
  for (const run of new Set(runs)) {
    const own = strokeOfRun(run);
    const colour = firstFrom(own.colour, rarest(dashes));
    const beside = dashes[colour] as number[];
    const counts = DASHES.map((_, dash) => beside.filter((one) => one === dash));
    const dash = firstFrom(own.dash, rarest(counts));
    beside.push(dash);
    strokes.set(run, { colour, dash });
  }
  return strokes;
}

/** Whether each of the lists is one of the shortest. */
function rarest(lists: readonly (readonly number[])[]): boolean[] {
  const least = Math.min(...lists.map(({ length }) => length));
  return lists.map(({ length }) => length === least);
}

/** The first place from `start` on, and around, that is free. */
function firstFrom(start: number, free: readonly boolean[]): number {
  const places = free.map((_, i) => (start + i) % free.length);
  return places.find((place) => free[place]) ?? start;
}

const WIDTHS = { bold: 1.8, thin: 1, faint: 0.8, ghost: 0.8 } as const;
export type LineWeight = keyof typeof WIDTHS;

/** So many bold lines would cover each other; they are drawn fine, which is also several times quicker. */
export const CROWD = 25;

/** Pixels. */
export function lineWidth(weight: LineWeight, crowded: boolean): number {
  return crowded ? Math.min(1, WIDTHS[weight]) : WIDTHS[weight];
}

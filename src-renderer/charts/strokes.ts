/** @file How a run or a group is told from the others: colour and dash, by its number where it can be. The colours
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

/** A run's own stroke, the same in every window and after a restart. Charts of several runs may have to give it another:
 *  see `strokesOfRuns`. */
export const strokeOfRun = (run: number): Stroke => strokeOf(run - 1);

/** So many runs can be told apart in one chart. */
export const MOST_STROKES = COLOURS * DASHES.length;

/**
 * Strokes for runs that are drawn in one chart: a run that had one keeps it, whatever its number, so that none changes when
 * another comes or goes. The others get their own unless it is taken, and no two are alike while there are no more of them
 * than `MOST_STROKES`. Colours come first: a dash is hard to see on a line that jumps.
 * @param before strokes that the runs had until now
 */
export function strokesOfRuns(
  runs: readonly number[],
  before: ReadonlyMap<number, Stroke> = new Map(),
): ReadonlyMap<number, Stroke> {
  const all = [...new Set(runs)];
  const strokes = new Map<number, Stroke>();
  const dashes = Array.from({ length: COLOURS }, (): number[] => []);
  const give = (run: number, stroke: Stroke) => {
    (dashes[stroke.colour] as number[]).push(stroke.dash);
    strokes.set(run, stroke);
  };
  const taken = ({ colour, dash }: Stroke) => dashes[colour]?.includes(dash) ?? false;
  for (const run of all) {
    const had = before.get(run);
    // Two that had to be alike among many are told apart once there is room.
    if (had && (all.length > MOST_STROKES || !taken(had))) give(run, had);
  }
  for (const run of all) if (!strokes.has(run)) give(run, freeStroke(strokeOfRun(run), dashes));
  return strokes;
}

/** The least used stroke, the run's own if that is one. @param dashes in use, by colour */
function freeStroke(own: Stroke, dashes: readonly (readonly number[])[]): Stroke {
  const colour = firstFrom(own.colour, rarest(dashes));
  const counts = DASHES.map((_, dash) => (dashes[colour] ?? []).filter((one) => one === dash));
  return { colour, dash: firstFrom(own.dash, rarest(counts)) };
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

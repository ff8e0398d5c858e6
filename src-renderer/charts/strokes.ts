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
export const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 2.5], [9, 3, 2, 3]];

/** Neighbouring numbers differ in colour, and every `COLOURS` numbers the dash changes. */
export function strokeOf(number: number): Stroke {
  return { colour: number % COLOURS, dash: Math.floor(number / COLOURS) % DASHES.length };
}

/** A run keeps its stroke on every page, in every window and after a restart. */
export const strokeOfRun = (run: number): Stroke => strokeOf(run - 1);

/** @file Bisection of a critical value: where the share of seeds that reach point 2 within the budget crosses a target.
 *  The whole state of a search follows from what its runs gave, so that nothing else has to survive an interruption. */
import { z } from 'zod';
import { rounded, takesWholeNumbers } from './expand-sweep.ts';
import type { SweepSearch } from './sweep-spec.ts';

/** What the seeds at one value gave so far. */
export const searchRow = z.strictObject({
  value: z.number(),
  /** Runs with point 2. */
  reached: z.int(),
  /** Runs watched to the end of their budget without it. */
  censored: z.int(),
  /** Runs that failed: they say nothing about the value. */
  failed: z.int(),
  /** Runs that have not ended, or that have been stopped or deleted. */
  open: z.int(),
});
export type SearchRow = z.infer<typeof searchRow>;

export const searchState = z.strictObject({
  /** searching: runs are missing; found: the interval is as narrow as asked; no-crossing: both ends lie on one side;
   *  undecided: at some value every run failed. */
  status: z.enum(['searching', 'found', 'no-crossing', 'undecided']),
  /** The crossing lies between these. */
  low: z.number(),
  high: z.number(),
  /** Values whose runs the search waits for, or has to start. */
  wanted: z.array(z.number()),
  /** How often the interval has been halved. */
  halvings: z.int(),
  /** By value. */
  rows: z.array(searchRow),
});
export type SearchState = z.infer<typeof searchState>;

/** Share of the seeds at a value that reach point 2; undefined while runs are open or where all failed. */
export function shareReached({ reached, censored, open }: SearchRow): number | undefined {
  return open > 0 || reached + censored === 0 ? undefined : reached / (reached + censored);
}

/** The state of the search, given what is known at some values. Rows at values it does not ask for change nothing. */
export function searchStateOf(search: SweepSearch, rows: readonly SearchRow[]): SearchState {
  const sorted = [...rows].sort((a, b) => a.value - b.value);
  const known = new Map(sorted.map((row) => [row.value, row]));
  let { low, high } = search;
  let halvings = 0;
  const state = (status: SearchState['status'], wanted: number[]): SearchState => ({
    ...{ status, low, high, wanted, halvings },
    rows: sorted,
  });
  const open = [low, high].filter((value) => isOpen(known.get(value)));
  if (open.length > 0) return state('searching', open);
  const [atLow, atHigh] = [sideOf(search, known.get(low)), sideOf(search, known.get(high))];
  if (atLow === undefined || atHigh === undefined) return state('undecided', []);
  if (atLow === atHigh) return state('no-crossing', []);
  while (halvings < search.rounds) {
    const middle = middleOf(search, low, high);
    if (middle === undefined) break;
    if (isOpen(known.get(middle))) return state('searching', [middle]);
    const side = sideOf(search, known.get(middle));
    if (side === undefined) return state('undecided', []);
    if (side === atLow) low = middle;
    else high = middle;
    halvings++;
  }
  return state('found', []);
}

function isOpen(row: SearchRow | undefined): boolean {
  return row === undefined || row.open > 0;
}

/** Whether the target is reached at a value. */
function sideOf({ target }: SweepSearch, row: SearchRow | undefined): boolean | undefined {
  const share = row && shareReached(row);
  return share === undefined ? undefined : share >= target;
}

/** The value half-way, in the search's scale; undefined when there is none between. */
export function middleOf(search: SweepSearch, low: number, high: number): number | undefined {
  const exact = search.scale === 'log' ? Math.sqrt(low * high) : (low + high) / 2;
  const middle = search.whole || takesWholeNumbers(search.path) ? Math.floor(exact) : rounded(exact);
  return middle > low && middle < high ? middle : undefined;
}

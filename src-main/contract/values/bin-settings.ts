/** @file How long what was deleted stays in the bin. */
import { z } from 'zod';

/** Key of the setting. */
export const BIN_KEY = 'bin.days';
export const BIN_DAYS = 30;
export const MOST_BIN_DAYS = 3650;
/** Days after which it is deleted for good; null: never. */
export const binDays = z.int().min(1).max(MOST_BIN_DAYS).nullable();

const DAY_MS = 86_400_000;

/** What is stored, or the usual value where nothing is, or something damaged. */
export function binDaysFrom(stored: unknown): number | null {
  // A setting cannot hold null: that removes it. So never is a word.
  if (stored === 'never') return null;
  const days = binDays.safeParse(stored);
  return days.success ? days.data : BIN_DAYS;
}

/** Key of the bin's clock. */
export const BIN_CLOCK_KEY = 'bin.clock';
/** What counts at most of a stretch in which nobody looked. */
const MOST_UNSEEN_MS = DAY_MS / 2;

/** A clock of its own, since the time of day may jump: it goes on from look to look. */
const binClock = z.strictObject({
  /** Milliseconds it has counted so far. */
  time: z.int().min(0),
  /** When somebody looked last, in Unix time in milliseconds. */
  seenAt: z.int(),
});
export type BinClock = z.infer<typeof binClock>;

/**
 * The bin's clock when somebody looks at it. It counts what the time of day has gone on since the last look, but at most half
 * a day, and nothing where that went backwards. So no jump, however far, brings anything nearer to its end by more than that.
 * @param stored what the last look left; anything else starts it anew, from which things stay longer and never shorter
 */
export function binClockAt(stored: unknown, now: number): BinClock {
  const last = binClock.safeParse(stored);
  if (!last.success) return { time: 0, seenAt: now };
  const passed = Math.max(0, now - last.data.seenAt);
  return { time: last.data.time + Math.min(passed, MOST_UNSEEN_MS), seenAt: now };
}

/** What was in the bin by then goes for good. @returns milliseconds of the bin's clock, or null for nothing */
export function binHorizon({ time }: BinClock, days: number | null): number | null {
  return days === null ? null : time - days * DAY_MS;
}

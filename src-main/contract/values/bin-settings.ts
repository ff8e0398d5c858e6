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

/** What was deleted before then goes for good. @returns Unix time in milliseconds, or null for nothing */
export function binHorizon(now: number, days: number | null): number | null {
  return days === null ? null : now - days * DAY_MS;
}

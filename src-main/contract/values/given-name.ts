/** @file Names that people give to runs and sweeps: no text that means something else where a run or a sweep is named. */
import { z } from 'zod';
import { LONGEST_NAME } from './run-limits.ts';

/** What a person types for a run or a sweep: an id, or else a unique name or `last`. */
export function referenceOf(text: string): number | string {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : text;
}

/** Why nothing may be called that from now on, and what to do, without a full stop; undefined for a name like any other.
 *  What has such a name already keeps it. */
export function nameTrouble(name: string): string | undefined {
  const text = name.trim();
  if (text === 'last') return `'last' means the newest one everywhere; give a name with another word in it`;
  if (typeof referenceOf(text) === 'string') return undefined;
  return `'${text}' means the one with the id ${text} everywhere; give a name with a letter in it`;
}

/** A name as it is given; '' where that is to leave the choice to the lab. */
export const givenName = z
  .string()
  .max(LONGEST_NAME)
  .refine((name) => nameTrouble(name) === undefined, { error: ({ input }) => nameTrouble(String(input)) });

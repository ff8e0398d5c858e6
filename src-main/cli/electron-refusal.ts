/** @file Remembers for a day that Electron could not be had, so that every start does not wait for it anew. The file may
 *  be deleted at any time. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const DAY_MS = 24 * 60 * 60 * 1000;

const refusal = z.strictObject({
  reason: z.string().max(500),
  /** Unix time in milliseconds. */
  at: z.number(),
  /** Version of the package that was tried; another one is tried anew. */
  electron: z.string(),
});

/** The reason of a refusal of that version within the last day. */
export function recallRefusal(file: string, electron: string, now: number): string | undefined {
  try {
    const kept = refusal.parse(JSON.parse(readFileSync(file, 'utf8')));
    const age = now - kept.at;
    return kept.electron === electron && age >= 0 && age < DAY_MS ? kept.reason : undefined;
  } catch {
    return undefined;
  }
}

/** Where it cannot be written, the next start tries again. */
export function rememberRefusal(file: string, electron: string, reason: string, now: number): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, `${JSON.stringify({ reason, at: now, electron })}\n`);
  } catch {
    // See above.
  }
}

export function forgetRefusal(file: string): void {
  rmSync(file, { force: true });
}

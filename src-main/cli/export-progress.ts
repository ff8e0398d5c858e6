/** @file How far an export is, on a terminal: points written, their share, the time that is left. */
import { duration, grouped } from './people.ts';
import type { Screen } from './screen.ts';

const TELL_EVERY_MS = 250;
/** Points between two looks at the clock. */
const LOOK_EVERY = 4096;

/**
 * @param total points that are to come
 * @returns a function to be told of each
 */
export function exportProgress(screen: Screen, total: number, now = () => performance.now()): () => void {
  const begun = now();
  let written = 0;
  let told = begun;
  return () => {
    if (++written % LOOK_EVERY !== 0) return;
    const time = now();
    if (time - told < TELL_EVERY_MS) return;
    told = time;
    screen.status(progressText(written, total, (time - begun) / 1000));
  };
}

/** `3 200 000 of 10 000 000 points · 32 % · 12 s left` */
export function progressText(written: number, total: number, seconds: number): string {
  const share = Math.min(1, written / total);
  const left = (seconds / share) * (1 - share);
  return `${grouped(written)} of ${grouped(total)} points · ${Math.floor(100 * share)} % · ${duration(left)} left`;
}

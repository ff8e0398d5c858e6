/** @file Time as the lab reads it, so that tests can give their own. */

export interface Clock {
  /** Unix time in milliseconds. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

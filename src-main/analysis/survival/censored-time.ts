/** @file Times that may be censored: the two forms in which survival statistics take them.
 *
 *  A run that was watched to its last step without the event says that the event takes longer than that. Leaving it
 *  out, or taking its last step for the event, would both pull every estimate down. */

/** A time that is an event, or censored on the right: the event comes later. */
export interface CensoredTime {
  /** At least 0. */
  readonly time: number;
  readonly event: boolean;
}

/** A time known to lie in (low, high]; exact where both are equal, censored on the right where high is Infinity. */
export interface IntervalTime {
  /** At least 0. */
  readonly low: number;
  readonly high: number;
}

/** Whether anything ends the interval. */
export function isEvent({ high }: IntervalTime): boolean {
  return high < Infinity;
}

/** The times without exact zeros, which have no density under the laws fitted here: as if seen within the first step. */
export function positive(times: readonly IntervalTime[]): IntervalTime[] {
  return times.map((time) => (time.high <= 0 ? { low: 0, high: 1 } : time));
}

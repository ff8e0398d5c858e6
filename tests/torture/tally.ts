/** @file What a torture counts, and what may not happen. */
export interface Tally {
  kills: number;
  /** By who was killed and when. */
  readonly moments: Record<string, number>;
  /** Runs taken to their end through any number of kills. */
  finished: number;
  /** Committed points that were gone, or had another value, afterwards. */
  lost: number;
  /** Steps that a metric had twice. */
  duplicated: number;
  /** Runs that were neither interrupted nor at their end after a kill. */
  wrongStatus: number;
  /** Files whose `integrity_check` was not ok. */
  damaged: number;
  /** Finished runs whose series differs from an undisturbed one. */
  different: number;
  /** Stores that a migration left neither old nor new. */
  halfMigrated: number;
}

export function emptyTally(): Tally {
  return {
    ...{ kills: 0, moments: {}, finished: 0 },
    ...{ lost: 0, duplicated: 0, wrongStatus: 0, damaged: 0, different: 0, halfMigrated: 0 },
  };
}

export function countMoment(tally: Tally, moment: string): void {
  tally.kills++;
  tally.moments[moment] = (tally.moments[moment] ?? 0) + 1;
}

/** What went wrong, in words; empty where nothing did. */
export function faults(tally: Tally): string[] {
  const counts = {
    'points lost': tally.lost,
    'steps duplicated': tally.duplicated,
    'wrong statuses': tally.wrongStatus,
    'files damaged': tally.damaged,
    'series that differ': tally.different,
    'stores half migrated': tally.halfMigrated,
  };
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`);
}

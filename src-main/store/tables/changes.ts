/** @file A write that touches another number of rows than it was meant to is a bug, and is said at once. */
import type { RunResult } from 'better-sqlite3';
import { LabError } from '../../contract/values/lab-error.ts';

/** @throws Error when the statement did not change exactly one row */
export function oneRow(result: RunResult, what: string): void {
  if (result.changes !== 1) throw new Error(`store: ${what} changed ${result.changes} rows instead of one`);
}

export function noSuchRun(id: number): LabError {
  return new LabError('not-found', `there is no run ${id}.`, { run: id });
}

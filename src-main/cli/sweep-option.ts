/** @file `--sweep`, in the place of runs one by one. */
import { usageError } from './exit-codes.ts';

export interface SweepOption {
  readonly sweep?: string;
}

export const SWEEP_OPTION = [
  '--sweep <sweep>',
  "all runs of a sweep: an id, a unique name, or 'last'",
] as const;

/** @throws LabError unless there is one or the other */
export function eitherRunsOrSweep(runs: readonly string[], sweep: string | undefined): void {
  if (runs.length === 0 && sweep === undefined)
    throw usageError('run: expected runs or --sweep, got neither.');
  if (runs.length > 0 && sweep !== undefined)
    throw usageError('--sweep: expected runs or --sweep, got both.');
}

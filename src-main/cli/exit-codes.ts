/** @file What the command's exit code says, and which errors mean that it was asked for something impossible. */
import { LabError, type ErrorCode } from '../contract/values/lab-error.ts';
import type { RunStatus } from '../contract/values/run-record.ts';

export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Errors whose cause is what was typed: nothing was done, and the same words will fail again. */
const USAGE: ReadonlySet<ErrorCode> = new Set([
  'bad-request',
  'bad-config',
  'not-found',
  'engine-unavailable',
  'store-unusable',
  'store-newer',
]);

/** A wrong option or argument. @param message one sentence that names it and says what is accepted */
export function usageError(message: string): LabError {
  return new LabError('bad-request', message);
}

export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof LabError && USAGE.has(error.code) ? EXIT.usage : EXIT.failed;
}

const EXIT_OF_STATUS: Readonly<Record<RunStatus, ExitCode>> = {
  finished: EXIT.done,
  failed: EXIT.failed,
  interrupted: EXIT.failed,
  // Somebody cut it short, here or elsewhere.
  paused: EXIT.interrupted,
  stopped: EXIT.interrupted,
  queued: EXIT.interrupted,
  running: EXIT.interrupted,
};

/** The exit code of a command that followed runs to these statuses: the worst of them. */
export function exitCodeOfRuns(statuses: readonly RunStatus[]): ExitCode {
  const codes = statuses.map((status) => EXIT_OF_STATUS[status]);
  if (codes.includes(EXIT.interrupted)) return EXIT.interrupted;
  return codes.includes(EXIT.failed) ? EXIT.failed : EXIT.done;
}

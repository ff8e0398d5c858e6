/** @file How the end of a worker is told to a person. */
import type { WorkerExit } from './worker-process.ts';

/** Why a run ended whose process went away without saying so. */
export function exitReason(exit: WorkerExit): string {
  const how =
    exit.signal !== null
      ? `the worker was ended by ${exit.signal}`
      : exit.code !== null
        ? `the worker ended with exit code ${exit.code} before its run did`
        : 'the worker could not be started';
  return exit.lastLines === '' ? how : `${how}:\n${exit.lastLines}`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Milliseconds as seconds, such as `0.5 s`. */
export function inSeconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}

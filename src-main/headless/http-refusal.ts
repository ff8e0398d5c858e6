/** @file A refusal with its HTTP status, and the status of every error code. */
import { type ErrorCode, LabError, type LabErrorDetails } from '../contract/values/lab-error.ts';

/** An error for which the code alone does not say the status (413 is a bad request too). */
export class HttpRefusal extends LabError {
  readonly status: number;

  constructor(status: number, code: ErrorCode, message: string, details: LabErrorDetails = {}) {
    super(code, message, details);
    this.status = status;
  }
}

const STATUS: Readonly<Record<ErrorCode, number>> = {
  'bad-request': 400,
  'bad-config': 422,
  'not-found': 404,
  conflict: 409,
  'not-owner': 409,
  'store-unusable': 503,
  'store-newer': 503,
  'checkpoint-damaged': 500,
  'engine-unavailable': 503,
  'cannot-compile': 422,
  'worker-failed': 500,
  forbidden: 403,
  internal: 500,
};

export function statusOfCode(code: ErrorCode): number {
  return STATUS[code];
}

export function statusOf(error: unknown): number {
  if (error instanceof HttpRefusal) return error.status;
  return error instanceof LabError ? statusOfCode(error.code) : 500;
}

/** @file The one error class that crosses rooms and processes, with a closed list of codes. */
import { z } from 'zod';

export const ERROR_CODES = [
  'bad-request',
  'bad-config',
  'not-found',
  'conflict',
  'not-owner',
  'store-unusable',
  'store-newer',
  'checkpoint-damaged',
  'engine-unavailable',
  'cannot-compile',
  'worker-failed',
  'forbidden',
  'internal',
] as const;
export const errorCode = z.enum(ERROR_CODES);
export type ErrorCode = z.infer<typeof errorCode>;

export interface LabErrorDetails {
  readonly [key: string]: string | number | boolean | readonly string[];
}

/** Message pattern: what happened, with the field and the value; what is accepted or what to do next. */
export class LabError extends Error {
  readonly code: ErrorCode;
  readonly details: LabErrorDetails;

  constructor(code: ErrorCode, message: string, details: LabErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'LabError';
    this.code = code;
    this.details = details;
  }
}

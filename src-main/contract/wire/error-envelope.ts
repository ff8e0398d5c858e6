/** @file Errors as data: code, message and details survive every channel. */
import { z } from 'zod';
import { errorCode, LabError } from '../values/lab-error.ts';

export const errorEnvelope = z.strictObject({
  code: errorCode,
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
});
export type ErrorEnvelope = z.infer<typeof errorEnvelope>;

/** An error as it goes over a channel. Unknown errors become `internal` and keep their message. */
export function toEnvelope(error: unknown): ErrorEnvelope {
  if (error instanceof LabError) {
    return {
      code: error.code,
      message: error.message,
      details: errorEnvelope.shape.details.parse(error.details),
    };
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error), details: {} };
}

export function fromEnvelope(envelope: ErrorEnvelope): LabError {
  return new LabError(envelope.code, envelope.message, envelope.details);
}

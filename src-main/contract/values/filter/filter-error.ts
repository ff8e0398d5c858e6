/** @file A filter that cannot be read, and where. */
import { LabError } from '../lab-error.ts';

/** A stretch of the filter's text, in UTF-16 units from 0. */
export interface Stretch {
  readonly at: number;
  readonly length: number;
}

/** @param problem what is wrong and what is accepted, as a sentence without its full stop */
export function filterError(text: string, { at, length }: Stretch, problem: string): LabError {
  const message = `filter, character ${at + 1}: ${problem}.`;
  return new LabError('bad-request', message, { field: 'filter', filter: text, at, length });
}

/** Where the filter is wrong, if that is what the error is about. */
export function filterMark(error: unknown): Stretch | undefined {
  if (!(error instanceof LabError) || error.details['field'] !== 'filter') return undefined;
  const { at, length } = error.details;
  return typeof at === 'number' && typeof length === 'number' ? { at, length } : undefined;
}

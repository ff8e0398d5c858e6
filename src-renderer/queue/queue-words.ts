/** @file What the queue says of itself in words. */
import type { QueueSummary } from '../../src-main/contract/values/sweep-record.ts';

/** 'Each run takes its threads from 2 of 8 cores; a run that wants more than are free waits.' */
export function parallelWords({ parallel, threads, cores }: QueueSummary): string {
  const budget = threads >= cores ? `all ${cores} cores` : `${threads} of ${cores} cores`;
  const most = parallel === null ? 'as many runs at a time as fit' : `at most ${parallel} at a time`;
  return `Runs take their threads from ${budget}, ${most}; one that wants more than are free waits.`;
}

/** What was typed as a number of runs or threads: null for nothing, undefined for what is none. */
export function wholeNumber(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const value = Number(text);
  return Number.isInteger(value) && value >= 1 && value <= 256 ? value : undefined;
}

/** @file A filter as it is typed: what it lets through, or why it cannot be read. */
import type { KnownValues } from '../../src-main/contract/values/filter/complete-filter.ts';
import { fieldsOf } from '../../src-main/contract/values/filter/filter.ts';
import { runTest } from '../../src-main/contract/values/filter/match-run.ts';
import { parseFilter } from '../../src-main/contract/values/filter/parse-filter.ts';
import type { RunRecord } from '../../src-main/contract/values/run-record.ts';

export interface ReadFilter {
  /** undefined lets everything through. */
  readonly test: ((run: RunRecord) => boolean) | undefined;
  readonly fields: ReadonlySet<string>;
  /** null where it can be read. */
  readonly error: unknown;
}

export function readFilter(text: string): ReadFilter {
  try {
    const filter = parseFilter(text);
    const test = text.trim() === '' ? undefined : runTest(filter);
    return { test, fields: fieldsOf(filter), error: null };
  } catch (error) {
    return { test: undefined, fields: new Set(), error };
  }
}

/** Values that occur in the runs, for the completion of a filter. */
export function knownValuesOf(runs: readonly RunRecord[]): KnownValues {
  return {
    experiment: [...new Set(runs.map((run) => run.experiment))],
    tag: [...new Set(runs.flatMap((run) => run.tags))].sort(),
  };
}

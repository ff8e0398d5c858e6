/** @file A filter as it is typed: what it lets through, or why it cannot be read. */
import type { KnownValues } from '../../src-main/contract/values/filter/complete-filter.ts';
import { fieldsOf, unmet } from '../../src-main/contract/values/filter/filter.ts';
import { runTest } from '../../src-main/contract/values/filter/match-run.ts';
import { parseFilter } from '../../src-main/contract/values/filter/parse-filter.ts';
import { unknownTag } from '../../src-main/contract/values/filter/unknown-tag.ts';
import type { RunRecord } from '../../src-main/contract/values/run-record.ts';

export interface ReadFilter {
  /** undefined lets everything through. */
  readonly test: ((run: RunRecord) => boolean) | undefined;
  readonly fields: ReadonlySet<string>;
  /** null where it can be read. */
  readonly error: unknown;
  /** Why no run fits, where that is for a tag that none has; '' otherwise. @param tags every tag there is */
  unmetTag(tags: readonly string[]): string;
}

export function readFilter(text: string): ReadFilter {
  try {
    const filter = parseFilter(text);
    const test = text.trim() === '' ? undefined : runTest(filter);
    const unmetTag = (tags: readonly string[]) => {
      const tag = unmet(filter, 'tag', tags);
      return tag === undefined ? '' : unknownTag(String(tag), tags);
    };
    return { test, fields: fieldsOf(filter), error: null, unmetTag };
  } catch (error) {
    return { test: undefined, fields: new Set(), error, unmetTag: () => '' };
  }
}

/** Values that occur in the runs, for the completion of a filter. */
export function knownValuesOf(runs: readonly RunRecord[]): KnownValues {
  return {
    experiment: [...new Set(runs.map((run) => run.experiment))],
    tag: [...new Set(runs.flatMap((run) => run.tags))].sort(),
  };
}

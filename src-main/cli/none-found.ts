/** @file What is said where there is nothing to show: that the store is not there, or which tag no run has. */
import { existsSync } from 'node:fs';
import { needed } from '../contract/values/filter/filter.ts';
import { meant } from '../contract/values/filter/nearest.ts';
import { parseFilter } from '../contract/values/filter/parse-filter.ts';
import { ALL_RUNS } from '../contract/wire/requests.ts';
import type { ReadOnlyLab } from '../lab/read-only-lab.ts';
import { asCalled } from './as-called.ts';
import type { StoreLocation } from './store-location.ts';

const MOST_TAGS_SAID = 8;

/** `: there is no lab.db` where somebody named a file that is not there, which may be a slip; else ''. */
export function absentStore({ file, source }: StoreLocation): string {
  return source === 'default' || existsSync(file) ? '' : `: there is no ${file}`;
}

/** Where nothing was chosen among the runs and there are none. */
export function noRunsYet(location: StoreLocation): string {
  return asCalled(`No runs yet${absentStore(location)}. Start with: groklab run quick-start`);
}

/** Why no run fits, to be added to the sentence that says so: the store is not there, or no run has a tag that the filter
 *  asks for; '' where there is nothing to say. */
export async function whyNone(
  lab: Pick<ReadOnlyLab, 'request'> | undefined,
  location: StoreLocation,
  filter: string,
): Promise<string> {
  if (!lab) return absentStore(location);
  // `tag = none` asks for no tag.
  const asked = needed(parseFilter(filter), 'tag')
    .filter((tag) => tag !== null)
    .map(String);
  if (asked.length === 0) return '';
  const { runs } = await lab.request('runs.list', ALL_RUNS);
  const known = [...new Set(runs.flatMap(({ tags }) => tags))].sort();
  const unknown = asked.find((tag) => !known.includes(tag));
  return unknown === undefined ? '' : `: ${unknownTag(unknown, known)}`;
}

/** `no run has the tag 'papr' (did you mean paper?)` @param known every tag there is */
export function unknownTag(tag: string, known: readonly string[]): string {
  const problem = `no run has the tag '${tag}'`;
  const hint = meant(tag, known);
  if (hint !== '') return problem + hint;
  if (known.length === 0) return `${problem}, or any other`;
  const more = known.length - MOST_TAGS_SAID;
  return `${problem}; there are ${known.slice(0, MOST_TAGS_SAID).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

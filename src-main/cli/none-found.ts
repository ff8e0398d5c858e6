/** @file What is said where there is nothing to show: that the store is not there, which tag no run has, or where the runs are
 *  that are not listed. */
import { existsSync } from 'node:fs';
import { quoted } from '../contract/values/filter/complete-filter.ts';
import { unmet, valuesIn } from '../contract/values/filter/filter.ts';
import { unknownTag } from '../contract/values/filter/unknown-tag.ts';
import { parseFilter } from '../contract/values/filter/parse-filter.ts';
import { ALL_RUNS, type RunQuery } from '../contract/wire/requests.ts';
import type { ReadOnlyLab } from '../lab/read-only-lab.ts';
import { asCalled } from '../lab/as-called.ts';
import { grouped } from './people.ts';
import type { StoreLocation } from './store-location.ts';

type Reader = Pick<ReadOnlyLab, 'request'>;

/** `: there is no lab.db` where somebody named a file that is not there, which may be a slip; else ''. */
export function absentStore({ file, source }: StoreLocation): string {
  return source === 'default' || existsSync(file) ? '' : `: there is no ${file}`;
}

/** What stands in the place of an empty table of runs. @param query with the filter as it was typed */
export async function noRunText(
  lab: Reader | undefined,
  location: StoreLocation,
  query: RunQuery,
): Promise<string> {
  const { statuses, search, filter, sweep, deleted } = query;
  const binned = await countOf(lab, { deleted: true });
  if (deleted && binned === 0) return `The bin is empty${absentStore(location)}.`;
  if (statuses.length > 0 || search.trim() !== '' || filter.trim() !== '' || sweep !== null) {
    return `No run${deleted ? ' in the bin' : ''} fits${await whyNone(lab, location, filter, deleted)}.`;
  }
  const elsewhere = [
    { number: await countOf(lab, { filter: 'archived' }), where: 'archived', option: '--archived' },
    { number: binned, where: 'in the bin', option: '--bin' },
  ].filter(({ number }) => number > 0);
  if (elsewhere.length === 0) return noRunsYet(location);
  const what = elsewhere.map(({ number, where }) => `${grouped(number)} ${where}`).join(' and ');
  return asCalled(
    `No runs but ${what}: ${elsewhere.map(({ option }) => `groklab runs ${option}`).join(', ')}`,
  );
}

async function countOf(lab: Reader | undefined, query: Partial<RunQuery>): Promise<number> {
  return lab ? (await lab.request('runs.list', { ...ALL_RUNS, ...query, limit: 1 })).total : 0;
}

function noRunsYet(location: StoreLocation): string {
  return asCalled(`No runs yet${absentStore(location)}. Start with: groklab run quick-start`);
}

/** What stands in the place of an empty table of sweeps. @param inBin whether it is that of the bin */
export async function noSweepText(
  lab: Reader | undefined,
  location: StoreLocation,
  inBin: boolean,
): Promise<string> {
  if (inBin) return `The bin is empty${absentStore(location)}.`;
  const binned = await lab?.request('sweeps.list', { deleted: true, limit: 1, offset: 0 });
  const [first] = binned?.sweeps ?? [];
  if (!binned || !first) return `No sweeps yet${absentStore(location)}.`;
  const restore = 'groklab restore --sweep';
  if (binned.total === 1)
    return asCalled(`No sweeps but one in the bin: ${restore} ${first.id} brings it back`);
  return asCalled(
    `No sweeps but ${grouped(binned.total)} in the bin: groklab sweeps --bin lists them, ${restore} ID brings one back`,
  );
}

/** Why no run fits, to be added to the sentence that says so: the store is not there, or no run has a tag that the filter
 *  asks for; '' where there is nothing to say. @param binned whether the runs in the bin are meant */
export async function whyNone(
  lab: Reader | undefined,
  location: StoreLocation,
  filter: string,
  binned = false,
): Promise<string> {
  if (!lab) return absentStore(location);
  const asked = parseFilter(filter);
  // No tag at all is had: nothing asked for is the usual case.
  if (unmet(asked, 'tag', []) === undefined) return '';
  const known = await tagsIn(lab, binned);
  const unknown = unmet(asked, 'tag', known);
  return unknown === undefined ? '' : `: ${unknownTag(String(unknown), known)}`;
}

/** `--filter: no run has the tag 'papr' (did you mean paper?)` for one that a filter names, also under `not`, where nobody
 *  would see the slip by what fits; else ''. What is in the bin counts: it was cleaned up.
 *  @param coming tags that are no slip though none has them */
export async function misspeltTag(
  lab: Reader | undefined,
  filter: string,
  coming: readonly string[] = [],
): Promise<string> {
  if (!lab) return '';
  for (const tag of valuesIn(parseFilter(filter), 'tag')) {
    // `none` asks for no tag.
    if (tag === null || coming.includes(String(tag))) continue;
    const having = { filter: `tag = ${quoted(String(tag))}` };
    const some = (await countOf(lab, having)) || (await countOf(lab, { ...having, deleted: true }));
    if (some === 0) return `--filter: ${unknownTag(String(tag), await tagsIn(lab, true))}`;
  }
  return '';
}

/** Every tag there is, in order. */
async function tagsIn(lab: Reader, binned: boolean): Promise<string[]> {
  const { runs } = await lab.request('runs.list', ALL_RUNS);
  if (binned) runs.push(...(await lab.request('runs.list', { ...ALL_RUNS, deleted: true })).runs);
  return [...new Set(runs.flatMap(({ tags }) => tags))].sort();
}

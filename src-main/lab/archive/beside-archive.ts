/** @file What an archive cannot come with: its runs have their settings with them. */
import type { RequestParams } from '../../contract/wire/requests.ts';

export type ForeignOptions = Omit<RequestParams<'foreign.import'>, 'files'>;

/** What is given beside an archive and does not belong there; null where nothing is. @param files all, the archive too */
export function besideArchive(
  files: readonly string[],
  { map, step, experiment, settings, tags, name, again }: ForeignOptions,
): 'files' | 'options' | null {
  if (files.length > 1) return 'files';
  const given = [map, settings, tags].some((one) => Object.keys(one).length > 0);
  return given || [step, experiment, name].some((one) => one !== null) || again ? 'options' : null;
}

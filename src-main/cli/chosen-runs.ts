/** @file The runs a command is about: named one by one, those of a sweep, those that a filter lets through. */
import type { Command } from 'commander';
import { fieldsOf } from '../contract/values/filter/filter.ts';
import { parseFilter } from '../contract/values/filter/parse-filter.ts';
import { LabError } from '../contract/values/lab-error.ts';
import type { RunId, RunRecord } from '../contract/values/run-record.ts';
import { ALL_RUNS } from '../contract/wire/requests.ts';
import { FILTER_HELP } from './command-context.ts';
import { inBinText } from '../lab/find-reference.ts';
import { usageError } from './exit-codes.ts';
import { misspeltTag, whyNone } from './none-found.ts';
import { findRuns, findSweep, reading } from './read-lab.ts';
import type { StoreLocation } from './store-location.ts';
import { SWEEP_OPTION, type SweepOption } from './sweep-option.ts';

export interface ChoiceOptions extends SweepOption {
  readonly filter?: string;
  /** Tags that they get: a filter may name them before any run has them. */
  readonly add?: readonly string[];
}

/** Adds `[run...]`, `--sweep` and `--filter`. */
export function withChoiceOfRuns(command: Command): Command {
  return command
    .argument('[run...]', "ids, unique names, or 'last'")
    .option(...SWEEP_OPTION)
    .option('--filter <expression>', FILTER_HELP);
}

/** Archived runs stay out of what a filter means, unless it names them. */
export function withoutArchived(filter: string): string {
  if (fieldsOf(parseFilter(filter)).has('archived')) return filter;
  return filter.trim() === '' ? 'not archived' : `(${filter}) and not archived`;
}

/** A filter that would let every run through where some are to be changed: a variable of a shell that is not set.
 *  @throws LabError */
function refuseEmpty(filter: string | undefined): void {
  if (filter === undefined || filter.trim() !== '') return;
  throw usageError('--filter: expected a condition such as "seed = 1" or "tag:paper", got nothing.');
}

/** Their ids, each once. */
export function idsOf(runs: readonly RunRecord[]): RunId[] {
  return [...new Set(runs.map(({ id }) => id))];
}

/**
 * The runs that are meant, each once. A filter narrows what is named, or chooses among all runs.
 * @param toRemove whether they are to be removed: then a filter that does not say archived leaves archived runs out, and
 *  may fit none, since there may be nothing to clean up
 * @throws LabError `bad-request` where nothing is named or a filter names a tag that no run has, `not-found` where no run
 *  fits
 */
export async function chosenRuns(
  location: StoreLocation,
  references: readonly string[],
  { sweep, filter, add = [] }: ChoiceOptions,
  toRemove = false,
): Promise<RunRecord[]> {
  refuseEmpty(filter);
  const narrowed = filter !== undefined && toRemove ? withoutArchived(filter) : filter;
  if (references.length === 0 && sweep === undefined && filter === undefined) {
    throw usageError('run: expected runs, --sweep or --filter, got none of them.');
  }
  return reading(location, async (lab) => {
    const named = references.length > 0 ? await findRuns(lab, references) : undefined;
    const inSweep = sweep === undefined ? null : (await findSweep(lab, sweep)).id;
    const query = { ...ALL_RUNS, sort: 'id', filter: narrowed ?? '', sweep: inSweep };
    const { runs } = (await lab?.request('runs.list', query)) ?? { runs: [] };
    const ids = named && new Set(named.map(({ id }) => id));
    const chosen = ids ? runs.filter(({ id }) => ids.has(id)) : runs;
    const binned = named?.find(({ deletedAt }) => deletedAt !== null);
    if (binned) throw new LabError('conflict', `${inBinText('run', binned)}; nothing was changed.`);
    const misspelt = await misspeltTag(lab, filter ?? '', add);
    const why = chosen.length > 0 ? '' : await whyNone(lab, location, filter ?? '', toRemove);
    if (misspelt !== '' && why === '') throw usageError(`${misspelt}; nothing was changed.`);
    if (chosen.length > 0 || (lab && toRemove && why === '')) return chosen;
    if (filter === undefined) throw new LabError('not-found', 'run: no run fits; nothing was changed.');
    const spared = narrowed === filter ? '' : ' (archived runs are left alone)';
    throw new LabError('not-found', `--filter: no run fits '${filter}'${spared}${why}; nothing was changed.`);
  });
}

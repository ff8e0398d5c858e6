/** @file Names need not be unique. Who gives one that another run has is told what that means for the commands. */
import type { RunId, RunRecord } from '../contract/values/run-record.ts';
import type { LabClient } from '../contract/wire/lab-client.ts';
import { ALL_RUNS } from '../contract/wire/requests.ts';
import { grouped } from './people.ts';

/** More than these are counted. */
const MOST_NAMED = 5;

/**
 * A line for each name of these runs that several runs have: `run 2 is called 'wide' too; …`. What is in the bin has no
 * part in it: commands look for names among the others.
 * @param renamed the runs as they are now
 */
export async function namesakesText(
  lab: Pick<LabClient, 'request'>,
  renamed: readonly RunRecord[],
): Promise<string[]> {
  const named = Map.groupBy(renamed, (run) => run.name);
  const there = await idsByName(lab, [...named.keys()]);
  return [...named].flatMap(([name, own]) => {
    const others = (there.get(name) ?? []).filter((id) => own.length > 1 || id !== own[0]?.id);
    return others.length > 0 ? [`${calledText(name, others, own.length > 1)}; ${CONSEQUENCE}.`] : [];
  });
}

/** Read at once, however many names there are. */
async function idsByName(
  lab: Pick<LabClient, 'request'>,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly RunId[]>> {
  // Of the usual one name, its runs alone. In quotes whatever it is: `none` without them asks for no name.
  const filter = names.length === 1 ? `name = ${JSON.stringify(names[0])}` : '';
  const { runs } = await lab.request('runs.list', { ...ALL_RUNS, filter, sort: 'id' });
  const byName = Map.groupBy(runs, (run) => run.name);
  return new Map([...byName].map(([name, of]) => [name, of.map(({ id }) => id)]));
}

/** See `findReference`. */
const CONSEQUENCE = 'a command that is given this name asks for an id instead';

function calledText(name: string, ids: readonly number[], all: boolean): string {
  const too = all ? '' : ' too';
  if (ids.length === 1) return `run ${ids[0]} is called '${name}'${too}`;
  const named = ids.slice(0, MOST_NAMED).join(', ');
  const more = ids.length > MOST_NAMED ? ` and ${grouped(ids.length - MOST_NAMED)} more` : '';
  return `runs ${named}${more} are called '${name}'${too}`;
}

/** @file One sweep in full: how its runs stand, combination by combination, and the state of its search. */
import { stringifyPlain } from '../base/plain-numbers.ts';
import { changesText, countsText, matrixLines, searchLines } from './sweep-report.ts';
import type { CommandContext } from './command-context.ts';
import { EXIT } from './exit-codes.ts';
import { moment } from './people.ts';
import { readSweep, reading } from './read-lab.ts';
import type { StoreLocation } from './store-location.ts';
import { textList } from './text-table.ts';

export async function showSweep(
  context: CommandContext,
  location: StoreLocation,
  json: boolean,
  reference: string,
): Promise<void> {
  const { sweep, points } = await reading(location, (lab) => readSweep(lab, reference));
  context.exitCode = EXIT.done;
  if (json) return context.out.line(stringifyPlain({ sweep: { ...sweep, points } }));
  const facts: [string, string][] = [
    ['experiment', sweep.spec.experiment],
    ['all runs', changesText(sweep.spec.changes)],
    ['engine', sweep.engine],
    ['threads', sweep.threads === null ? sweep.decision || 'not chosen yet' : String(sweep.threads)],
    ['created', moment(sweep.createdAt)],
    ['runs', countsText(sweep)],
  ];
  const lines = [...textList(facts), '', ...matrixLines(sweep, points), ...searchLines(sweep)];
  context.out.line(`Sweep ${sweep.id}: ${sweep.name}`);
  for (const line of lines) context.out.line(line);
}

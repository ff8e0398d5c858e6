/** @file `groklab pause` and `stop`: what ends runs that somebody else may be running. */
import type { Command } from 'commander';
import { LabError } from '../../contract/values/lab-error.ts';
import type { RunRecord } from '../../contract/values/run-record.ts';
import type { SweepRecord } from '../../contract/values/sweep-record.ts';
import { idsOf } from '../chosen-runs.ts';
import {
  optionsOf,
  tell,
  withCommonOptions,
  type CommandContext,
  type CommonOptions,
} from '../command-context.ts';
import { enterLab, visitLab, within, type EnteredLab } from '../enter-lab.ts';
import { grouped } from '../people.ts';
import type { StoreLocation } from '../store-location.ts';
import { findRuns, findSweep, reading } from '../read-lab.ts';
import { eitherRunsOrSweep, SWEEP_OPTION, type SweepOption } from '../sweep-option.ts';
import { countsText } from '../sweep-report.ts';

const GOING_ARGUMENT = "ids, unique names, or 'last', the newest that runs, or waits where none runs";

export function registerControl(program: Command, context: CommandContext): void {
  registerEnding(program, context, 'pause', 'let running or queued runs rest; resume goes on with them');
  registerEnding(program, context, 'stop', 'end running or queued runs for good, with a checkpoint');
}

function registerEnding(
  program: Command,
  context: CommandContext,
  name: 'pause' | 'stop',
  help: string,
): void {
  const command = program
    .command(name)
    .description(help)
    .argument('[run...]', GOING_ARGUMENT)
    .option(...SWEEP_OPTION);
  withCommonOptions(command).action(async (references: string[]) => {
    const { location, json = false, sweep } = optionsOf<CommonOptions & SweepOption>(command);
    eitherRunsOrSweep(references, sweep);
    if (sweep !== undefined) return endSweep(context, location, json, { name, sweep });
    const meant = await reading(location, (lab) => findRuns(lab, references, name));
    const runs = await within(
      await labThatEnds(
        location,
        meant.some(({ status }) => status === 'queued'),
      ),
      async ({ client }) => (await client.request(`runs.${name}`, { runs: idsOf(meant) })).runs,
    );
    tell(context, json, { runs }, runs.map(endingText));
  });
}

async function endSweep(
  context: CommandContext,
  location: StoreLocation,
  json: boolean,
  { name, sweep: reference }: { name: 'pause' | 'stop'; sweep: string },
): Promise<void> {
  const { id, counts } = await reading(location, (lab) => findSweep(lab, reference));
  const result = await within(await labThatEnds(location, counts.queued > 0), ({ client }) =>
    client.request(`sweeps.${name}`, { sweep: id }),
  );
  tell(context, json, result, [sweepText(result.sweep)]);
}

function sweepText(sweep: SweepRecord): string {
  return `sweep ${sweep.id} (${sweep.name}) has ${countsText(sweep)}`;
}

/** What waits in a store that nobody has open is taken out of the queue by a lab of our own. */
async function labThatEnds(location: StoreLocation, waits: boolean): Promise<EnteredLab> {
  return waits ? enterLab(location) : ownersLab(location);
}

/** @throws LabError `conflict` when nobody owns the store, and so nothing can be running */
async function ownersLab(location: StoreLocation): Promise<EnteredLab> {
  const lab = await visitLab(location);
  if (lab) return lab;
  throw new LabError('conflict', `nothing is running: no Grokking Lab has ${location.file} open.`);
}

function endingText({ id, name, status, progress, reason }: RunRecord): string {
  const why = reason === '' ? '' : `: ${reason}`;
  return `run ${id} (${name}) is ${status} at step ${grouped(progress.step)}${why}`;
}

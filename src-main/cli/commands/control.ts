/** @file `groklab pause`, `stop`, `rm` and `restore`: what changes runs that somebody else may be running. */
import type { Command } from 'commander';
import { LabError } from '../../contract/values/lab-error.ts';
import type { RunRecord } from '../../contract/values/run-record.ts';
import type { SweepRecord } from '../../contract/values/sweep-record.ts';
import {
  optionsOf,
  tell,
  withCommonOptions,
  type CommandContext,
  type CommonOptions,
} from '../command-context.ts';
import { enterLab, visitLab, within, type EnteredLab } from '../enter-lab.ts';
import { countOf, grouped } from '../people.ts';
import type { StoreLocation } from '../store-location.ts';
import { findBinnedSweep, findRuns, findSweep, reading } from '../read-lab.ts';
import { eitherRunsOrSweep, SWEEP_OPTION, type SweepOption } from '../sweep-option.ts';
import { countsText } from '../sweep-report.ts';

const RUN_ARGUMENT = "ids, unique names, or 'last'";
const GOING_ARGUMENT = "ids, unique names, or 'last', the newest that runs, or waits where none runs";
const BINNED = "an id, a unique name, or 'last', which was removed last";

export function registerControl(program: Command, context: CommandContext): void {
  registerEnding(program, context, 'pause', 'let running or queued runs rest; resume goes on with them');
  registerEnding(program, context, 'stop', 'end running or queued runs for good, with a checkpoint');
  registerRemove(program, context);
  registerRestore(program, context);
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

function registerRemove(program: Command, context: CommandContext): void {
  const command = program
    .command('rm')
    .description('move runs to the bin, where restore finds them; a running one is stopped first')
    .argument('[run...]', RUN_ARGUMENT)
    .option(...SWEEP_OPTION)
    .option('--purge', 'delete them for good: rows, series and checkpoints');
  withCommonOptions(command).action(async (references: string[]) => {
    const options = optionsOf<CommonOptions & SweepOption & { purge?: boolean }>(command);
    const { location, json = false, purge = false, sweep } = options;
    eitherRunsOrSweep(references, sweep);
    if (sweep !== undefined) return removeSweep(context, location, json, { purge, sweep });
    const found = await reading(location, async (lab) => findRuns(lab, references));
    const ids = idsOf(found);
    await within(await enterLab(location), async ({ client }) => {
      if (!purge) {
        const { runs } = await client.request('runs.remove', { runs: ids });
        const lines = runs.map((run) => `moved run ${run.id} (${run.name}) to the bin`);
        return tell(context, json, { runs }, lines);
      }
      const outside = idsOf(found.filter(({ deletedAt }) => deletedAt === null));
      if (outside.length > 0) await client.request('runs.remove', { runs: outside });
      const { purged } = await client.request('runs.purge', { runs: ids });
      const lines = found.map((run) => `deleted run ${run.id} (${run.name}) for good`);
      tell(context, json, { purged }, lines);
    });
  });
}

async function removeSweep(
  context: CommandContext,
  location: StoreLocation,
  json: boolean,
  { purge, sweep: reference }: { purge: boolean; sweep: string },
): Promise<void> {
  const { id, name, deletedAt } = await reading(location, (lab) => findSweep(lab, reference));
  const what = (runs: number) => `sweep ${id} (${name}) with ${countOf(runs, 'run')}`;
  await within(await enterLab(location), async ({ client }) => {
    const remove = () => client.request('sweeps.remove', { sweep: id });
    if (!purge) {
      const removed = await remove();
      return tell(context, json, removed, [`moved ${what(removed.runs.length)} to the bin`]);
    }
    if (deletedAt === null) await remove();
    const gone = await client.request('sweeps.purge', { sweep: id });
    tell(context, json, gone, [`deleted ${what(gone.purged.length)} for good`]);
  });
}

function registerRestore(program: Command, context: CommandContext): void {
  const command = program
    .command('restore')
    .description('take runs, or a sweep with its runs, out of the bin')
    .argument('[run...]', `what groklab runs --bin shows: ${BINNED}`)
    .option('--sweep <sweep>', `a sweep that groklab sweeps --bin shows, with its runs: ${BINNED}`);
  withCommonOptions(command).action(async (references: string[]) => {
    const { location, json = false, sweep } = optionsOf<CommonOptions & SweepOption>(command);
    eitherRunsOrSweep(references, sweep);
    if (sweep !== undefined) return restoreSweep(context, location, json, sweep);
    const ids = await reading(location, (lab) => idsOf(findRuns(lab, references, 'restore')));
    const { runs } = await within(await enterLab(location), ({ client }) =>
      client.request('runs.restore', { runs: ids }),
    );
    tell(
      context,
      json,
      { runs },
      runs.map((run) => `run ${run.id} (${run.name}) is out of the bin`),
    );
  });
}

async function restoreSweep(
  context: CommandContext,
  location: StoreLocation,
  json: boolean,
  reference: string,
): Promise<void> {
  const id = await reading(location, (lab) => findBinnedSweep(lab, reference));
  const result = await within(await enterLab(location), ({ client }) =>
    client.request('sweeps.restore', { sweep: id }),
  );
  const { sweep, runs } = result;
  tell(context, json, result, [`sweep ${id} (${sweep.name}) is out of the bin with ${runs.length} runs`]);
}

function idsOf(runs: readonly RunRecord[]): number[] {
  return [...new Set(runs.map((run) => run.id))];
}

function endingText({ id, name, status, progress, reason }: RunRecord): string {
  const why = reason === '' ? '' : `: ${reason}`;
  return `run ${id} (${name}) is ${status} at step ${grouped(progress.step)}${why}`;
}

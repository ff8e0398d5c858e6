/** @file `groklab pause`, `stop` and `rm`: what changes runs that somebody else may be running. */
import type { Command } from 'commander';
import { stringifyPlain } from '../../base/plain-numbers.ts';
import { LabError } from '../../contract/values/lab-error.ts';
import type { RunRecord } from '../../contract/values/run-record.ts';
import type { LabClient } from '../../contract/wire/lab-client.ts';
import { optionsOf, withCommonOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { enterLab, visitLab, type EnteredLab } from '../enter-lab.ts';
import { EXIT } from '../exit-codes.ts';
import { grouped } from '../people.ts';
import { findRuns, reading } from '../read-lab.ts';

const RUN_ARGUMENT = "ids, unique names, or 'last'";

export function registerControl(program: Command, context: CommandContext): void {
  registerEnding(program, context, 'pause', 'let running or queued runs rest; resume goes on with them');
  registerEnding(program, context, 'stop', 'end running or queued runs for good, with a checkpoint');
  registerRemove(program, context);
}

function registerEnding(
  program: Command,
  context: CommandContext,
  name: 'pause' | 'stop',
  help: string,
): void {
  const command = program.command(name).description(help).argument('<run...>', RUN_ARGUMENT);
  withCommonOptions(command).action(async (references: string[]) => {
    const { location, json = false } = optionsOf<CommonOptions>(command);
    const ids = await reading(location, async (lab) => idsOf(await findRuns(lab, references)));
    const lab = await visitLab(location);
    if (!lab) {
      throw new LabError('conflict', `nothing is running: no Grokking Lab has ${location.file} open.`);
    }
    const runs = await within(
      lab,
      async (client) => (await client.request(`runs.${name}`, { runs: ids })).runs,
    );
    tell(context, json, { runs }, runs.map(endingText));
  });
}

function registerRemove(program: Command, context: CommandContext): void {
  const command = program
    .command('rm')
    .description('move runs to the bin; a running one is stopped first')
    .argument('<run...>', RUN_ARGUMENT)
    .option('--purge', 'delete them for good: rows, series and checkpoints');
  withCommonOptions(command).action(async (references: string[]) => {
    const { location, json = false, purge } = optionsOf<CommonOptions & { purge?: boolean }>(command);
    const ids = await reading(location, async (lab) => idsOf(await findRuns(lab, references)));
    await within(await enterLab(location), async (client) => {
      const { runs } = await client.request('runs.remove', { runs: ids });
      if (!purge) {
        const lines = runs.map((run) => `moved run ${run.id} (${run.name}) to the bin`);
        return tell(context, json, { runs }, lines);
      }
      const { purged } = await client.request('runs.purge', { runs: ids });
      tell(
        context,
        json,
        { purged },
        runs.map((run) => `deleted run ${run.id} (${run.name}) for good`),
      );
    });
  });
}

async function within<T>(lab: EnteredLab, work: (client: LabClient) => Promise<T>): Promise<T> {
  try {
    return await work(lab.client);
  } finally {
    await lab.leave();
  }
}

function tell(context: CommandContext, json: boolean, object: unknown, lines: readonly string[]): void {
  context.exitCode = EXIT.done;
  if (json) context.out.line(stringifyPlain(object));
  else for (const line of lines) context.out.line(line);
}

function idsOf(runs: readonly RunRecord[]): number[] {
  return [...new Set(runs.map((run) => run.id))];
}

function endingText({ id, name, status, progress, reason }: RunRecord): string {
  const why = reason === '' ? '' : `: ${reason}`;
  return `run ${id} (${name}) is ${status} at step ${grouped(progress.step)}${why}`;
}

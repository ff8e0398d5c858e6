/** @file `groklab resume`: goes on with runs, in the foreground as `run` does. */
import type { Command } from 'commander';
import type { SweepId, SweepRecord } from '../../contract/values/sweep-record.ts';
import { optionsOf, withCommonOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { inForeground } from '../foreground.ts';
import type { EnteredLab } from '../enter-lab.ts';
import { findRuns, findSweep, reading } from '../read-lab.ts';
import { eitherRunsOrSweep, SWEEP_OPTION, type SweepOption } from '../sweep-option.ts';
import { sweepInForeground } from '../sweep-foreground.ts';

export function registerResume(program: Command, context: CommandContext): void {
  const command = program
    .command('resume')
    .description('go on with paused, stopped, failed or interrupted runs from their last checkpoint')
    .argument('[run...]', "ids, unique names, or 'last', the newest that can go on")
    .option(...SWEEP_OPTION);
  withCommonOptions(command, 'end with one JSON object on standard output').action(
    async (references: string[]) => {
      const { location, json = false, sweep } = optionsOf<CommonOptions & SweepOption>(command);
      eitherRunsOrSweep(references, sweep);
      // Looked up before the store is owned: an unknown run changes nothing.
      const progress = json ? context.err : context.out;
      const screens = { location, json, out: context.out, progress };
      if (sweep !== undefined) {
        const { id } = await reading(location, (lab) => findSweep(lab, sweep));
        context.exitCode = await sweepInForeground(screens, async (lab) => resumeSweep(lab, id));
        return;
      }
      const meant = await reading(location, (lab) => findRuns(lab, references, 'resume'));
      context.exitCode = await inForeground(screens, async (lab) => {
        const { runs } = await lab.client.request('runs.resume', { runs: meant.map((run) => run.id) });
        return runs;
      });
    },
  );
}

async function resumeSweep({ client }: EnteredLab, id: SweepId): Promise<SweepRecord> {
  const { sweep } = await client.request('sweeps.resume', { sweep: id });
  return sweep;
}

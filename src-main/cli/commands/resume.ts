/** @file `groklab resume`: goes on with runs, in the foreground as `run` does. */
import type { Command } from 'commander';
import { optionsOf, withCommonOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { inForeground } from '../foreground.ts';
import { findRuns, reading } from '../read-lab.ts';

export function registerResume(program: Command, context: CommandContext): void {
  const command = program
    .command('resume')
    .description('go on with paused, stopped, failed or interrupted runs from their last checkpoint')
    .argument('<run...>', "ids, unique names, or 'last'");
  withCommonOptions(command, 'end with one JSON object on standard output').action(
    async (references: string[]) => {
      const { location, json = false } = optionsOf<CommonOptions>(command);
      // Looked up before the store is owned: an unknown run changes nothing.
      const meant = await reading(location, (lab) => findRuns(lab, references));
      const progress = json ? context.err : context.out;
      context.exitCode = await inForeground({ location, json, out: context.out, progress }, async (lab) => {
        const { runs } = await lab.client.request('runs.resume', { runs: meant.map((run) => run.id) });
        return runs;
      });
    },
  );
}

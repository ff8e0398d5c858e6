/** @file `groklab import`: takes an archive of runs and sweeps into the store. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { stringifyPlain } from '../../base/plain-numbers.ts';
import type { RequestResult } from '../../contract/wire/requests.ts';
import { optionsOf, withCommonOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { enterLab } from '../enter-lab.ts';
import { EXIT } from '../exit-codes.ts';
import { grouped } from '../people.ts';

export function registerImport(program: Command, context: CommandContext): void {
  const command = program
    .command('import')
    .description(
      'take in an archive that `groklab export archive` made; runs that are there already are left',
    )
    .argument('<file>', 'the archive');
  withCommonOptions(command).action(async (file: string) => {
    const { location, json = false } = optionsOf<CommonOptions>(command);
    const lab = await enterLab(location);
    try {
      const result = await lab.client.request('archives.import', { file: resolve(file) });
      context.exitCode = EXIT.done;
      if (json) context.out.line(stringifyPlain(result));
      else for (const line of resultLines(result)) context.out.line(line);
    } finally {
      await lab.leave();
    }
  });
}

function resultLines({ imported, present, sweeps }: RequestResult<'archives.import'>): string[] {
  const into = sweeps.length === 0 ? '' : `, of sweep ${sweeps.join(', ')}`;
  return [
    `imported ${runsText(imported)}${into}`,
    ...(present.length === 0 ? [] : [`left as it was, since it is there already: ${runsText(present)}`]),
  ];
}

function runsText(ids: readonly number[]): string {
  if (ids.length === 0) return 'no run';
  return `${grouped(ids.length)} ${ids.length === 1 ? 'run' : 'runs'} (${ids.join(', ')})`;
}

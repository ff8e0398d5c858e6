/** @file `groklab backup`: a consistent copy of the store, made while runs may be going on. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { quoteWord } from '../../base/quote-word.ts';
import { backUpStore } from '../../lab/backup.ts';
import { asCalled } from '../../lab/as-called.ts';
import { optionsOf, withCommonOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { EXIT, usageError } from '../exit-codes.ts';
import { grouped } from '../people.ts';
import { namingSource } from '../store-location.ts';

export function registerBackup(program: Command, context: CommandContext): void {
  const command = program
    .command('backup')
    .description('copy the store and its checkpoints to a new file, also while runs are going on')
    .argument('<file>', 'where to; nothing may be there');
  withCommonOptions(command).action(async (target: string) => {
    const { location, json = false } = optionsOf<CommonOptions>(command);
    if (!existsSync(location.file)) {
      throw usageError(`--db: there is no store at ${location.file} yet, so there is nothing to back up.`);
    }
    context.err.status('copying the store');
    const report = await backUpStore(location.file, target, (done, total) =>
      context.err.status(`copying checkpoints: ${done} of ${total}`),
    ).catch((error: unknown) => {
      throw namingSource(location, error);
    });
    context.err.status('');
    context.exitCode = EXIT.done;
    if (json) return context.out.line(JSON.stringify(report));
    const { file, bytes, checkpoints, replaced } = report;
    const left = replaced === 0 ? '' : `; ${replaced} were replaced meanwhile by runs that go on`;
    context.out.line(`${file}: ${grouped(bytes)} bytes and ${checkpoints} checkpoints${left}`);
    context.out.line(`It is a store itself: ${asCalled(`groklab runs --db ${quoteWord(file)}`)}`);
  });
}

/** @file `groklab sweeps`: the table of sweeps. */
import type { Command } from 'commander';
import { stringifyPlain } from '../../base/plain-numbers.ts';
import { sweptPaths } from '../../contract/values/expand-sweep.ts';
import { MOST_LISTED } from '../../contract/values/run-limits.ts';
import type { SweepRecord } from '../../contract/values/sweep-record.ts';
import { optionsOf, withCommonOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { grouped } from '../people.ts';
import { noSweepText } from '../none-found.ts';
import { reading } from '../read-lab.ts';
import { textTable, type Column } from '../text-table.ts';

export function registerSweeps(program: Command, context: CommandContext): void {
  const command = program
    .command('sweeps')
    .description('list sweeps, newest first')
    .option('--bin', 'the removed sweeps instead');
  withCommonOptions(command).action(async () => {
    const { location, json = false, bin = false } = optionsOf<CommonOptions & { bin?: boolean }>(command);
    const { sweeps, none } = await reading(location, async (lab) => {
      const listed = await lab?.request('sweeps.list', { deleted: bin, limit: MOST_LISTED, offset: 0 });
      const sweeps = listed?.sweeps ?? [];
      return { sweeps, none: sweeps.length === 0 ? await noSweepText(lab, location, bin) : '' };
    });
    context.exitCode = EXIT.done;
    if (json) return context.out.line(stringifyPlain({ sweeps }));
    if (sweeps.length === 0) return context.out.line(none);
    for (const line of textTable(COLUMNS, sweeps)) context.out.line(line);
  });
}

const COLUMNS: readonly Column<SweepRecord>[] = [
  { title: 'id', text: (sweep) => String(sweep.id), align: 'right' },
  { title: 'name', text: (sweep) => sweep.name },
  { title: 'experiment', text: ({ spec }) => spec.experiment },
  { title: 'varies', text: ({ spec }) => sweptPaths(spec).join(' ') || 'seed' },
  { title: 'seeds', text: ({ spec }) => grouped(spec.seeds.length), align: 'right' },
  { title: 'runs', text: ({ counts }) => grouped(counts.total), align: 'right' },
  { title: 'finished', text: ({ counts }) => grouped(counts.finished), align: 'right' },
  { title: 'failed', text: ({ counts }) => grouped(counts.failed), align: 'right' },
  { title: 'generalised', text: ({ counts }) => grouped(counts.reached), align: 'right' },
];

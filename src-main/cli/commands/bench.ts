/** @file `groklab bench`: the engines side by side on this machine. */
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { stringifyPlain } from '../../base/plain-numbers.ts';
import type { BenchCase } from '../../contract/wire/worker-protocol.ts';
import { defaultWorkerEntry } from '../../lab/package-root.ts';
import { benchThreads, timeEngines } from '../../lab/time-engines.ts';
import { forkWorkers } from '../../lab/worker-process.ts';
import { optionsOf, withCommonOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { wholeNumber } from '../order-options.ts';
import { textTable, type Column } from '../text-table.ts';

interface BenchOptions extends CommonOptions {
  readonly quick?: boolean;
  readonly threads?: string;
}

const COLUMNS: readonly Column<BenchCase>[] = [
  { title: 'workload', text: (row) => row.case },
  { title: 'engine', text: (row) => row.engine },
  { title: 'threads', text: (row) => String(row.threads), align: 'right' },
  { title: 'ms per step', text: (row) => row.msPerStep.toPrecision(3), align: 'right' },
  { title: 'steps/s', text: (row) => (1000 / row.msPerStep).toPrecision(3), align: 'right' },
  { title: 'floor ms', text: (row) => row.floorMs.toPrecision(3), align: 'right' },
  { title: 'times floor', text: (row) => (row.msPerStep / row.floorMs).toFixed(2), align: 'right' },
  { title: 'compile ms', text: (row) => row.compileMs.toFixed(0), align: 'right' },
];

export function registerBench(program: Command, context: CommandContext): void {
  const command = program
    .command('bench')
    .description('time a training step on every engine; the floor is what its matrix products alone take')
    .option('--quick', 'one workload on the default engine, a few seconds')
    .option('--threads <n>', 'threads per engine (default: 2, or the cores there are)');
  withCommonOptions(command).action(async () => {
    const { quick = false, json = false, threads: given } = optionsOf<BenchOptions>(command);
    const threads =
      given === undefined ? benchThreads(availableParallelism()) : wholeNumber('--threads', given, 1, 256);
    const cases: BenchCase[] = [];
    const timing = timeEngines(forkWorkers({ entry: defaultWorkerEntry() }), {
      ...{ threads, quick },
      announce: ({ case: name, engine, at, of }) =>
        context.err.line(`timing ${name} on ${engine} (${at} of ${of})`),
      report: (result) => cases.push(result),
    });
    await timing.finished;
    if (json) return context.out.line(stringifyPlain({ cases }));
    for (const line of textTable(COLUMNS, cases)) context.out.line(line);
  });
}

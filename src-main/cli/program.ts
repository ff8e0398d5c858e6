/** @file All subcommands, and the door where whatever goes wrong becomes one sentence and an exit code. */
import { Command, CommanderError } from 'commander';
import { filterMark } from '../contract/values/filter/filter-error.ts';
import { LabError } from '../contract/values/lab-error.ts';
import { VERSION } from '../lab/package-root.ts';
import { asCalled } from '../lab/as-called.ts';
import { STORE_HELP, type CommandContext } from './command-context.ts';
import { registerBackup } from './commands/backup.ts';
import { registerBench } from './commands/bench.ts';
import { registerBin } from './commands/bin.ts';
import { registerCompare } from './commands/compare.ts';
import { registerControl } from './commands/control.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerExperiments } from './commands/experiments.ts';
import { registerExport } from './commands/export.ts';
import { registerGrokTimes } from './commands/grok-times.ts';
import { registerImport } from './commands/import.ts';
import { registerMark } from './commands/mark.ts';
import { registerQueue } from './commands/queue.ts';
import { registerResume } from './commands/resume.ts';
import { registerRun } from './commands/run.ts';
import { registerRuns } from './commands/runs.ts';
import { registerServe } from './commands/serve.ts';
import { registerShow } from './commands/show.ts';
import { registerSweep } from './commands/sweep.ts';
import { registerSweeps } from './commands/sweeps.ts';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes.ts';
import { settingHint } from './setting-option.ts';

/** In the order in which help lists them. */
const REGISTER = [
  registerExperiments,
  registerRun,
  registerSweep,
  registerRuns,
  registerSweeps,
  registerShow,
  registerCompare,
  registerGrokTimes,
  registerResume,
  registerControl,
  registerBin,
  registerMark,
  registerQueue,
  registerExport,
  registerBackup,
  registerImport,
  registerBench,
  registerServe,
  registerDoctor,
] as const;

/** Runs one command line. Never throws. @param words without the names of program and script */
export async function runCommandLine(words: readonly string[], context: CommandContext): Promise<ExitCode> {
  const program = createProgram(context);
  try {
    if (words.length === 0) program.outputHelp();
    else await program.parseAsync([...words], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    context.err.status('');
    context.err.line(asCalled(sentence(error, program, words)));
    if (context.err.interactive) for (const line of markedFilter(error)) context.err.line(line);
    return error instanceof CommanderError ? EXIT.usage : exitCodeOf(error);
  }
}

function createProgram(context: CommandContext): Command {
  const program = new Command('groklab')
    .description('Run published grokking experiments, watch them, compare them, take the numbers away.')
    .version(VERSION)
    .option('--db <file>', STORE_HELP)
    .exitOverride()
    // Errors are printed once, at the door.
    .configureOutput({
      writeErr: () => {},
      writeOut: (text) => void process.stdout.write(asCalled(text)),
      getOutHelpWidth: () => context.out.columns,
    });
  for (const register of REGISTER) register(program, context);
  return program;
}

/** A filter that cannot be read, with what is wrong underlined. */
function markedFilter(error: unknown): string[] {
  const mark = filterMark(error);
  const filter = error instanceof LabError ? error.details['filter'] : undefined;
  if (!mark || typeof filter !== 'string' || filter.includes('\n')) return [];
  return [`  ${filter}`, `  ${' '.repeat(mark.at)}${'^'.repeat(Math.max(1, mark.length))}`];
}

function sentence(error: unknown, program: Command, words: readonly string[]): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof CommanderError)) return `groklab: ${message}`;
  const hint = settingHint(error, program, words);
  if (hint !== undefined) return `groklab: ${hint}`;
  return `groklab: ${message.replace(/^error: /, '').replaceAll('\n', ' ')}; --help lists what is accepted.`;
}

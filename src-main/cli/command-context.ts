/** @file What every subcommand gets, and how its options and outcome are read. */
import type { Command } from 'commander';
import { stringifyPlain } from '../base/plain-numbers.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Screen } from './screen.ts';
import { storeLocation, type StoreLocation } from './store-location.ts';

export interface CommandContext {
  /** Results. */
  readonly out: Screen;
  /** Errors, and progress where standard output must hold results alone. */
  readonly err: Screen;
  /** Set by the subcommand that ran. */
  exitCode: ExitCode;
}

/** Options that most subcommands have. */
export interface CommonOptions {
  readonly db?: string;
  readonly json?: boolean;
}

export const STORE_HELP = 'file of the store (default: GROKLAB_DB, or the one in your data folder)';

export const FILTER_HELP =
  'only runs of which this is true, such as "optimizer.weightDecay >= 0.1 and point2 < 20000 and tag:paper"';

/** Adds `--db` and `--json`. */
export function withCommonOptions(command: Command, jsonHelp = 'print one JSON object'): Command {
  return command.option('--db <file>', STORE_HELP).option('--json', jsonHelp);
}

/** The options of a subcommand, with those given before its name. */
export function optionsOf<O>(command: Command): O & { location: StoreLocation } {
  const options = command.optsWithGlobals<O & CommonOptions>();
  return { ...options, location: storeLocation(options.db) };
}

/** For options that may be given several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** The outcome of a subcommand that did what it was asked for: an object for programs, lines for people. */
export function tell(
  context: CommandContext,
  json: boolean,
  object: unknown,
  lines: readonly string[],
): void {
  context.exitCode = EXIT.done;
  if (json) context.out.line(stringifyPlain(object));
  else for (const line of lines) context.out.line(line);
}

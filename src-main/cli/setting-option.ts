/** @file A setting that somebody gave as an option of its own, such as `--budget.steps 2`: how it is given. */
import type { Command, CommanderError } from 'commander';
import { quoteWord } from '../base/quote-word.ts';
import { CONFIG_FIELDS } from '../contract/values/config-fields.ts';
import { canBeGiven } from '../lab/foreign/known-config.ts';
import { OWN_OPTIONS } from '../lab/repeat-command.ts';

const UNKNOWN = /unknown option '--([^'=]+)(?:=([^']*))?'/;
/** More than these are no hint any more. */
const MOST_PATHS = 4;

/**
 * What to say instead of an unknown option that is the path of a setting, or the last part of one; undefined where it is
 * none or the subcommand takes no settings.
 * @param words those of the command line
 */
export function settingHint(
  error: CommanderError,
  program: Command,
  words: readonly string[],
): string | undefined {
  const [, option, given] =
    error.code === 'commander.unknownOption' ? (UNKNOWN.exec(error.message) ?? []) : [];
  const name = words.find((word) => program.commands.some((command) => command.name() === word));
  const command = program.commands.find((one) => one.name() === name);
  if (option === undefined || !command || !takes(command, '--set')) return undefined;
  const called = pathsCalled(option);
  const paths = name === 'import' ? called.filter(canBeGiven) : called;
  if (paths.length === 0 || paths.length > MOST_PATHS) return undefined;
  const value = given ?? valueAfter(words, `--${option}`);
  const ways = paths.map((path) => {
    const own = OWN_OPTIONS[path];
    return own !== undefined && takes(command, own) ? `${own} ${value}` : `--set ${path}=${value}`;
  });
  const what = paths.length === 1 ? 'it is a setting' : 'several settings are called so';
  return `unknown option '--${option}'; ${what}: say ${ways.join(' or ')}.`;
}

function takes(command: Command, option: string): boolean {
  return command.options.some(({ long }) => long === option);
}

/** The paths that are that name or end in it, however it is capitalised and hyphenated. */
function pathsCalled(name: string): string[] {
  const plain = (text: string) => text.replaceAll('-', '').toLowerCase();
  const paths = [...new Set(CONFIG_FIELDS.map(({ path }) => path))];
  const whole = paths.filter((path) => plain(path) === plain(name));
  return whole.length > 0 ? whole : paths.filter((path) => plain(path).endsWith(`.${plain(name)}`));
}

function valueAfter(words: readonly string[], option: string): string {
  const next = words[words.indexOf(option) + 1];
  return next === undefined || next.startsWith('--') ? 'VALUE' : quoteWord(next);
}

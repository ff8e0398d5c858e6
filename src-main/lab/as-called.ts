/** @file Commands are named as the user calls them: those who type `npx groklab` have no `groklab` on their path. */
import { quoteWord } from '../base/quote-word.ts';

/** What is typed in front of a subcommand. */
export type CommandCall = 'groklab' | 'npx groklab';

/** Those that a text can name; the command itself lists them with --help. */
export const SUBCOMMANDS = [
  ...['experiments', 'run', 'sweep', 'extend', 'rerun-missing', 'runs', 'sweeps', 'show', 'compare'],
  ...['grok-times', 'resume', 'pause', 'stop', 'rm', 'restore', 'tag', 'note', 'name', 'queue', 'export'],
  ...['backup', 'import', 'bench', 'serve', 'doctor'],
];
const COMMAND = new RegExp(
  `(?<![\\w/.-]|npx )groklab (?=(?:${SUBCOMMANDS.join('|')})(?:[\\s\`;:,]|\\.(?!\\w)|$))`,
  'g',
);

/** How it is called in the terminal that started this process: by what npm says of the command line that it runs. */
export function callIn({
  npm_lifecycle_event: event,
  npm_lifecycle_script: script = '',
}: NodeJS.ProcessEnv): CommandCall {
  // The command itself, not something else that npx started.
  const byNpx = event === 'npx' && /^['"]?groklab\b/.test(script);
  const byStart = event === 'start' && script.includes('src-main/cli/start.mjs');
  return byNpx || byStart ? 'npx groklab' : 'groklab';
}

/**
 * The text with its commands as they have to be typed. Names of runs and files that read like one are left alone.
 * @param db the store, where it has to be said; null: they find it
 */
export function asCalled(
  text: string,
  call: CommandCall = callIn(process.env),
  db: string | null = null,
): string {
  return text.replace(COMMAND, (words, at: number) => {
    const [before, after] = [text.slice(0, at), text.slice(at)];
    if (!begins(before) || inName(before, after)) return words;
    const said = db === null || /^groklab \S+ --db /.test(after);
    return said ? `${call} ` : `${call} --db ${quoteWord(db)} `;
  });
}

/** Whether a command can begin behind these words. */
function begins(before: string): boolean {
  // Messages begin so that go on with the name of a file.
  if (/^(?:groklab: )?(?:import|archive): $/.test(before)) return false;
  return /(?:^|\n)\s*$|`$|(?:[;:,]|\b(?:and|as|or|that|what|which|with)) $/.test(before);
}

/** Names stand in brackets or quotes: opened before, closed behind. */
function inName(before: string, after: string): boolean {
  const count = (sign: RegExp) => before.match(sign)?.length ?? 0;
  const [opening, closing] = [/(?<!\w)'/g, /'(?!\w)/g];
  const bracketed = count(/\(/g) > count(/\)/g) && after.includes(')');
  return bracketed || (count(opening) > count(closing) && after.search(closing) !== -1);
}

/** @file Commands are named as the user calls them: those who type `npx groklab` have no `groklab` on their path. */

/** What is typed in front of a subcommand. */
export type CommandCall = 'groklab' | 'npx groklab';

/** Words `groklab` in front of a subcommand, unless they are part of a name or quoted from a shell that has it. */
const COMMAND = /(?<![\w/.-]|npx )groklab (?=[a-z])/g;

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

/** The text with its commands as they have to be typed. */
export function asCalled(text: string, call: CommandCall = callIn(process.env)): string {
  return call === 'groklab' ? text : text.replace(COMMAND, `${call} `);
}

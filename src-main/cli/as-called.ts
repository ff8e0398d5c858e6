/** @file Hints name the command as the user calls it: those who type `npx groklab` have no `groklab` on their path. */

/** Words `groklab` in front of a subcommand, unless they are part of a name or quoted from a shell that has it. */
const COMMAND = /(?<![\w/.-]|npx )groklab (?=[a-z])/g;

/** What npm says of the command line that it runs: the command itself, not something else that npx started. */
function isCalledByNpx({
  npm_lifecycle_event: event,
  npm_lifecycle_script: script,
}: NodeJS.ProcessEnv): boolean {
  return event === 'npx' && /^['"]?groklab\b/.test(script ?? '');
}

/** The text with its commands as they have to be typed here. */
export function asCalled(text: string, env: NodeJS.ProcessEnv = process.env): string {
  return isCalledByNpx(env) ? text.replace(COMMAND, 'npx groklab ') : text;
}

/** @file `groklab` in the process of the test: a process for each of dozens of words takes a minute to say the same. */
import { runCommandLine } from '../../src-main/cli/program.ts';
import type { Screen } from '../../src-main/cli/screen.ts';
import type { CommandResult } from './groklab.ts';

/** Runs `groklab …` to its end. The store is named by the environment, as it is for a process. */
export async function groklabHere(storeFile: string, ...words: readonly string[]): Promise<CommandResult> {
  const before = process.env['GROKLAB_DB'];
  process.env['GROKLAB_DB'] = storeFile;
  const text = { out: '', err: '' };
  const screen = (name: 'out' | 'err'): Screen => ({
    interactive: false,
    columns: 80,
    line: (line) => void (text[name] += `${line}\n`),
    status: () => {},
  });
  try {
    const code = await runCommandLine(words, { out: screen('out'), err: screen('err'), exitCode: 0 });
    return { code, signal: null, ...text };
  } finally {
    if (before === undefined) delete process.env['GROKLAB_DB'];
    else process.env['GROKLAB_DB'] = before;
  }
}

/** @file `groklab` in the process of the test: a process for each of dozens of words takes a minute to say the same. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

/** What `groklab export …` writes. To a file: standard output belongs to the whole process of the tests. */
export async function exportedHere(storeFile: string, ...words: readonly string[]): Promise<string> {
  const file = join(dirname(storeFile), 'exported');
  const format = words.includes('--format') ? [] : ['--format', 'csv'];
  const to = [...format, '--out', file, '--force'];
  const { code, out, err } = await groklabHere(storeFile, 'export', ...words, ...to);
  if (code !== 0 || out !== '') throw new Error(`export ended with ${code}: ${out}${err}`);
  return readFileSync(file, 'utf8');
}

/** @file The real command in a process of its own, on a store in a temporary folder. */
import { spawn, type ChildProcess } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { BUILT_COMMAND } from './built.ts';

export interface CommandResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

export interface RunningCommand {
  readonly process: ChildProcess;
  readonly ended: Promise<CommandResult>;
  /** Fulfilled when standard output and error together contain the text. */
  saying(text: string): Promise<void>;
}

/** Settings of quick-start that make it a matter of a second or two. */
export const TINY = [
  ...['--set', 'task.modulus=11', '--set', 'model.width=16', '--set', 'model.mlpWidth=32'],
  ...['--set', 'model.heads=2', '--set', 'batch.size=16', '--threads', '1'],
] as const;

/** Starts `groklab …` on a store. */
export function startGroklab(storeFile: string, ...words: readonly string[]): RunningCommand {
  const child = spawn(process.execPath, [BUILT_COMMAND, ...words], {
    env: { ...process.env, GROKLAB_DB: storeFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text.out += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (text.err += piece));
  const ended = new Promise<CommandResult>((done) => {
    child.on('close', (code, signal) => done({ code, signal, ...text }));
  });
  const saying = (wanted: string) =>
    new Promise<void>((done, fail) => {
      const look = () => (text.out + text.err).includes(wanted) && done();
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      void ended.then(() => fail(new Error(`ended without saying '${wanted}': ${text.out}${text.err}`)));
      look();
    });
  return { process: child, ended, saying };
}

/** Runs `groklab …` to its end. */
export function groklab(storeFile: string, ...words: readonly string[]): Promise<CommandResult> {
  return startGroklab(storeFile, ...words).ended;
}

/** The object on the last line of standard output. */
export function lastObject<T = Record<string, unknown>>({ out }: CommandResult): T {
  return JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as T;
}

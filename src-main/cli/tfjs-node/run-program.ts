/** @file Another program run to its end, its lines heard as they come. */
import { spawn } from 'node:child_process';

export interface ProgramResult {
  /** null when a signal ended it; 127 when there is no such program. */
  readonly code: number | null;
  /** The end of what it wrote, both streams together. */
  readonly text: string;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onLine?: (line: string) => void;
  /** Given a function that ends the program and what it started. */
  readonly onStart?: (end: () => void) => void;
}

const TAIL_CHARACTERS = 8000;

/** Ctrl-C came while the program ran. */
export class Interrupted extends Error {}

/** @throws Interrupted */
export function runProgram(
  command: string,
  args: readonly string[],
  { cwd, env, onLine, onStart }: ProgramOptions,
): Promise<ProgramResult> {
  const ownGroup = process.platform !== 'win32';
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: ownGroup });
  const end = () => {
    if (child.pid === undefined) return;
    if (ownGroup) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  };
  onStart?.(end);
  let interrupted = false;
  // A group of its own does not hear Ctrl-C.
  const interrupt = () => {
    interrupted = true;
    end();
  };
  process.once('SIGINT', interrupt);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text = (text + piece).slice(-TAIL_CHARACTERS);
      for (const line of piece.split('\n')) if (line.trim() !== '') onLine?.(line.trim());
    });
  }
  return new Promise<ProgramResult>((resolve, reject) => {
    child.once('error', (error) => resolve({ code: 127, text: error.message }));
    child.once('close', (code) => (interrupted ? reject(new Interrupted()) : resolve({ code, text })));
  }).finally(() => process.off('SIGINT', interrupt));
}

/** The last lines of a text, as one. */
export function lastLines(text: string, count = 3): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter(Boolean).slice(-count).join(' / ');
}

/** @file A worker process as the lab sees it, and its implementation with `child_process.fork`. Electron has another. */
import { fork, type ChildProcess } from 'node:child_process';
import type { ToWorker } from '../contract/wire/worker-protocol.ts';

export interface WorkerExit {
  /** null when a signal ended it, or when it could not be started at all. */
  readonly code: number | null;
  readonly signal: string | null;
  /** The last lines it wrote to standard output or error. */
  readonly lastLines: string;
}

/** One process that trains one run, or answers one probe. Messages travel by structured clone. */
export interface WorkerProcess {
  /** Does nothing when the process is gone; `onExit` tells. */
  send(message: ToWorker): void;
  /** What the worker says is not trusted: the listener checks it. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, after the last message. */
  onExit(listener: (exit: WorkerExit) => void): void;
  /** Ends it at once, without a chance to clean up. */
  kill(): void;
}

export type WorkerSpawner = () => WorkerProcess;

export interface ForkOptions {
  /** File of the worker's entry. */
  readonly entry: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

const TAIL_CHARACTERS = 4000;
const TAIL_LINES = 8;

/** Workers as children of this process, made with its own Node. */
export function forkWorkers(options: ForkOptions): WorkerSpawner {
  return () => {
    const child = fork(options.entry, [], {
      serialization: 'advanced',
      execArgv: [],
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A group of its own: Ctrl-C reaches the lab alone, which then pauses the worker with a checkpoint.
      // On Windows `detached` would open a console window.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    return new ForkedWorker(child);
  };
}

class ForkedWorker implements WorkerProcess {
  readonly #child: ChildProcess;
  #tail = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#tail = (this.#tail + text).slice(-TAIL_CHARACTERS);
      });
    }
  }

  send(message: ToWorker): void {
    // The callback swallows a closed channel: the exit that goes with it is reported by `onExit`.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#child.on('message', listener);
  }

  onExit(listener: (exit: WorkerExit) => void): void {
    let told = false;
    const tell = (code: number | null, signal: string | null) => {
      if (told) return;
      told = true;
      listener({ code, signal, lastLines: lastLines(this.#tail) });
    };
    // `close`, not `exit`: only then has everything it wrote been read.
    this.#child.on('close', tell);
    this.#child.on('error', (error) => {
      this.#tail += `\n${error.message}`;
      if (this.#child.pid === undefined) tell(null, null);
    });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

function lastLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter(Boolean)
    .slice(-TAIL_LINES)
    .join('\n');
}

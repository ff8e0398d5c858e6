/** @file Worker processes inside Electron: `child_process.fork` is switched off by a fuse, `utilityProcess` is its
 *  replacement. */
import { utilityProcess, type UtilityProcess } from 'electron';
import type { ToWorker } from '../contract/wire/worker-protocol.ts';
import type { WorkerExit, WorkerProcess, WorkerSpawner } from '../lab/worker-process.ts';

const SERVICE_NAME = 'Grokking Lab worker';
const TAIL_CHARACTERS = 4000;
const TAIL_LINES = 8;
/** What a dead process wrote last may still be on its way; after this it is not waited for. */
const DRAIN_MS = 500;

/** @param entry file of the worker's bundle */
export function utilityWorkers(entry: string): WorkerSpawner {
  return () =>
    new UtilityWorker(utilityProcess.fork(entry, [], { serviceName: SERVICE_NAME, stdio: 'pipe' }));
}

class UtilityWorker implements WorkerProcess {
  readonly #child: UtilityProcess;
  readonly #drained: Promise<unknown>;
  #gone = false;
  #tail = '';

  constructor(child: UtilityProcess) {
    this.#child = child;
    const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
    for (const stream of streams) {
      stream.on('data', (data: Buffer | string) => {
        this.#tail = (this.#tail + String(data)).slice(-TAIL_CHARACTERS);
      });
    }
    this.#drained = Promise.all(streams.map((stream) => new Promise((end) => stream.once('end', end))));
    child.once('exit', () => (this.#gone = true));
    child.on('error', (type, location) => {
      this.#tail += `\n${type} at ${location}`;
    });
  }

  send(message: ToWorker): void {
    if (!this.#gone) this.#child.postMessage(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#child.on('message', listener);
  }

  onExit(listener: (exit: WorkerExit) => void): void {
    this.#child.once('exit', (code) => {
      const late = new Promise((end) => setTimeout(end, DRAIN_MS));
      void Promise.race([this.#drained, late]).then(() =>
        listener({ code, signal: null, lastLines: lastLines(this.#tail) }),
      );
    });
  }

  kill(): void {
    const { pid } = this.#child;
    if (this.#gone || pid === undefined) return void this.#child.kill();
    try {
      // Its own `kill` asks politely; a worker that trains in native code would not hear it.
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended in this very moment.
    }
  }
}

function lastLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  return lines.filter(Boolean).slice(-TAIL_LINES).join('\n');
}

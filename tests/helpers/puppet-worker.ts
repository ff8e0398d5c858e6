/** @file A worker process that says and does what the test tells it to. */
import type { FromWorker, ToWorker } from '../../src-main/contract/wire/worker-protocol.ts';
import type { WorkerExit, WorkerProcess } from '../../src-main/lab/worker-process.ts';

export class PuppetWorker implements WorkerProcess {
  readonly heard: ToWorker[] = [];
  killed = false;
  #listener: (message: unknown) => void = () => {};
  #exit: (exit: WorkerExit) => void = () => {};

  send(message: ToWorker): void {
    this.heard.push(message);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#listener = listener;
  }
  onExit(listener: (exit: WorkerExit) => void): void {
    this.#exit = listener;
  }
  kill(): void {
    this.killed = true;
    this.exit({ code: null, signal: 'SIGKILL', lastLines: '' });
  }
  say(message: FromWorker): void {
    this.#listener(message);
  }
  exit(exit: WorkerExit = { code: 0, signal: null, lastLines: '' }): void {
    this.#exit(exit);
  }
}

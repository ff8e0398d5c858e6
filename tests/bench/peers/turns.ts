/** @file A contestant's process: started, then asked again and again to time itself while the others wait. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Contestant } from './contestants.ts';

export class Turns {
  readonly contestant: Contestant;
  /** Milliseconds per step of each turn. */
  readonly times: number[] = [];
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: AsyncIterator<string>;
  #complaint = '';

  constructor(contestant: Contestant) {
    this.contestant = contestant;
    const [program, ...words] = contestant.command;
    this.#process = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.stderr.on('data', (text: Buffer) => (this.#complaint += text.toString()));
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** Waits until it has compiled and warmed up. */
  async ready(): Promise<void> {
    await this.#answer();
  }

  async turn(milliseconds: number): Promise<void> {
    this.#process.stdin.write(`${milliseconds}\n`);
    this.times.push((await this.#answer())['ms'] as number);
  }

  end(): void {
    this.#process.stdin.end();
    this.#process.kill();
  }

  async #answer(): Promise<Record<string, unknown>> {
    const { value, done } = await this.#lines.next();
    if (!done) return JSON.parse(value) as Record<string, unknown>;
    const { name, form } = this.contestant;
    throw new Error(`${name} (${form}) ended: ${this.#complaint.trim().split('\n').slice(-3).join(' | ')}`);
  }
}

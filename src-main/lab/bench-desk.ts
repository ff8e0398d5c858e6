/** @file The timing of the engines that a window asks for: one at a time, written down as it goes on, so that the newest
 *  is there after a restart too. */
import { cpus } from 'node:os';
import { benchReport, type BenchReport } from '../contract/wire/bench-requests.ts';
import type { StoreReader, StoreWriter } from '../store/store.ts';
import type { Clock } from './clock.ts';
import type { EventBus } from './event-bus.ts';
import { VERSION } from './package-root.ts';
import { benchThreads, timeEngines, type Timing } from './time-engines.ts';
import type { WorkerSpawner } from './worker-process.ts';

const KEY = 'bench';

/** What was timed last, as the store has it. One of another version that cannot be read counts as none. */
export function readBench(reader: StoreReader): BenchReport | null {
  return benchReport.safeParse(reader.settings()[KEY]).data ?? null;
}

export interface BenchParts {
  readonly reader: StoreReader;
  readonly writer: StoreWriter;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly spawn: WorkerSpawner;
  readonly cores: number;
  readonly supervisor: { readonly running: number };
  /** Told what could not be written down. */
  readonly report: (error: unknown) => void;
}

export class BenchDesk {
  readonly #parts: BenchParts;
  #timing: Timing | undefined;
  /** As it was told last: a disk that takes nothing must not stop a timing, let alone the lab. */
  #told: BenchReport | null;

  constructor(parts: BenchParts) {
    this.#parts = parts;
    this.#told = readBench(parts.reader);
  }

  /** What an owner that was killed left going on goes on no more. */
  tidyUp(): void {
    if (this.#told?.state === 'running') this.#end('stopped', '');
  }

  start({ threads, quick }: { threads: number | null; quick: boolean }): BenchReport {
    const { spawn, cores, clock, supervisor } = this.#parts;
    if (this.#timing && this.#told) return this.#told;
    const begun = this.#tell({
      ...{ state: 'running', startedAt: clock.now(), endedAt: 0, turn: null, cases: [], reason: '' },
      ...{ threads: threads ?? benchThreads(cores), cpu: cpus()[0]?.model.trim() ?? '', cores },
      ...{ version: VERSION, beside: supervisor.running },
    });
    const timing = timeEngines(spawn, {
      ...{ threads: begun.threads, quick },
      announce: (turn) => this.#update(timing, () => ({ turn })),
      report: (result) => this.#update(timing, ({ cases }) => ({ cases: [...cases, result] })),
    });
    this.#timing = timing;
    timing.finished.then(
      () => this.#ended(timing, 'finished', ''),
      (error: unknown) => this.#ended(timing, 'failed', (error as Error).message),
    );
    return begun;
  }

  /** @returns what there is then; null when nothing was ever timed */
  stop(): BenchReport | null {
    const timing = this.#timing;
    if (!timing) return this.#told;
    this.#timing = undefined;
    timing.stop();
    return this.#end('stopped', '');
  }

  close(): void {
    this.stop();
  }

  #ended(timing: Timing, state: BenchReport['state'], reason: string): void {
    if (timing !== this.#timing) return;
    this.#timing = undefined;
    this.#end(state, reason);
  }

  #end(state: BenchReport['state'], reason: string): BenchReport | null {
    return this.#change(() => ({ state, reason, turn: null, endedAt: this.#parts.clock.now() }));
  }

  /** News of a timing that was stopped meanwhile are dropped. */
  #update(timing: Timing, changes: (report: BenchReport) => Partial<BenchReport>): void {
    if (timing === this.#timing) this.#change(changes);
  }

  #change(changes: (report: BenchReport) => Partial<BenchReport>): BenchReport | null {
    return this.#told && this.#tell({ ...this.#told, ...changes(this.#told) });
  }

  #tell(bench: BenchReport): BenchReport {
    this.#told = bench;
    try {
      this.#parts.writer.writeSetting(KEY, bench);
    } catch (error) {
      this.#parts.report(error);
    }
    this.#parts.bus.emit('bench.changed', { bench });
    return bench;
  }
}

/** @file Tells of sweeps whose runs move on: a few times a second at most, and always after the last change. */
import type { SweepId } from '../contract/values/sweep-record.ts';
import type { StoreReader } from '../store/store.ts';
import type { EventBus } from './event-bus.ts';
import { sweepRecordOf } from './sweep-record.ts';

const EVERY_MS = 500;

export class SweepAnnouncer {
  readonly #reader: StoreReader;
  readonly #bus: EventBus;
  readonly #pending = new Map<SweepId, NodeJS.Timeout>();

  constructor(reader: StoreReader, bus: EventBus) {
    this.#reader = reader;
    this.#bus = bus;
  }

  soon(id: SweepId): void {
    if (!this.#pending.has(id))
      this.#pending.set(
        id,
        setTimeout(() => this.now(id), EVERY_MS),
      );
  }

  now(id: SweepId): void {
    clearTimeout(this.#pending.get(id));
    this.#pending.delete(id);
    const sweep = this.#reader.sweep(id);
    if (sweep) this.#bus.emit('sweep.changed', { sweep: sweepRecordOf(this.#reader, sweep) });
  }

  /** Tells what is left to tell; afterwards nothing is read any more. */
  close(): void {
    for (const id of [...this.#pending.keys()]) this.now(id);
  }
}

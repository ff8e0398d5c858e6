/** @file Every sweep, kept up to date. Subscribes first and reads second, so nothing is missed. */
import { MOST_LISTED } from '../../src-main/contract/values/run-limits.ts';
import type { SweepId, SweepRecord } from '../../src-main/contract/values/sweep-record.ts';
import { wheneverOnline, type LabConnection } from './connection.ts';
import { isAway } from './replies.ts';

const EVERYTHING = { limit: MOST_LISTED, offset: 0 };

export class LiveSweeps {
  /** Newest first. */
  list = $state.raw<readonly SweepRecord[]>([]);
  /** Whether the first reading is here. */
  ready = $state(false);
  error = $state.raw<unknown>(null);
  readonly #connection: LabConnection;
  readonly #bin: boolean;
  readonly #byId = $derived(new Map(this.list.map((sweep) => [sweep.id, sweep])));
  /** Counts up with every event, so that a reading knows whether it is older than what came meanwhile. */
  #events = 0;

  /** @param bin follows the sweeps in the bin instead of the others */
  constructor(connection: LabConnection, bin = false) {
    this.#connection = connection;
    this.#bin = bin;
  }

  start(): () => void {
    const stops = [
      this.#connection.on('sweep.changed', ({ sweep }) => this.take(sweep)),
      this.#connection.on('sweep.purged', ({ sweep }) => this.#replace(sweep, null)),
      wheneverOnline(this.#connection, () => this.read()),
    ];
    return () => stops.forEach((stop) => stop());
  }

  get(id: SweepId): SweepRecord | undefined {
    return this.#byId.get(id);
  }

  /** Takes over a record that a request or an event brought. */
  take(sweep: SweepRecord): void {
    this.#replace(sweep.id, (sweep.deletedAt !== null) === this.#bin ? sweep : null);
  }

  async read(): Promise<void> {
    try {
      for (;;) {
        const before = this.#events;
        const asked = { ...EVERYTHING, deleted: this.#bin };
        const { sweeps } = await this.#connection.request('sweeps.list', asked);
        if (before !== this.#events) continue;
        this.list = sweeps;
        break;
      }
      this.ready = true;
      this.error = null;
    } catch (error) {
      if (!isAway(error)) this.error = error;
    }
  }

  #replace(id: SweepId, sweep: SweepRecord | null): void {
    this.#events++;
    const known = this.#byId.has(id);
    if (!sweep) this.list = this.list.filter((one) => one.id !== id);
    else if (known) this.list = this.list.map((one) => (one.id === id ? sweep : one));
    else this.list = [sweep, ...this.list].sort((a, b) => b.id - a.id);
  }
}

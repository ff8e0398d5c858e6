/** @file Empties the bin of what has been in it for long enough: when the lab starts, every hour, and when the time that
 *  things stay there is changed. Long enough is counted by the bin's own clock, which goes on by what passed between two of
 *  these looks, but by half a day at most: a time of day that jumps ahead empties nothing, nor does a long absence. */
import {
  BIN_CLOCK_KEY,
  BIN_KEY,
  binClockAt,
  binDaysFrom,
  binHorizon,
} from '../contract/values/bin-settings.ts';
import type { StoreReader } from '../store/store.ts';
import type { Clock } from './clock.ts';
import { purgeRuns, type PurgeContext } from './purge-runs.ts';

const EVERY_MS = 3_600_000;

export interface BinContext extends PurgeContext {
  readonly reader: StoreReader;
  readonly clock: Clock;
}

export class BinKeeper {
  readonly #context: BinContext;
  readonly #timer: NodeJS.Timeout;
  readonly #unsubscribe: () => void;
  #emptying: Promise<void> | undefined;

  constructor(context: BinContext) {
    this.#context = context;
    this.#timer = setInterval(() => void this.empty(), EVERY_MS);
    this.#timer.unref();
    this.#unsubscribe = context.bus.on('settings.changed', ({ key }) => {
      if (key === BIN_KEY) void this.empty();
    });
  }

  /** Deletes for good what is due. Never throws: a full disk must not keep a lab from starting. */
  empty(): Promise<void> {
    this.#emptying ??= this.#empty()
      .catch((error: unknown) => this.#context.report(error))
      .finally(() => (this.#emptying = undefined));
    return this.#emptying;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#unsubscribe();
    await this.#emptying;
  }

  async #empty(): Promise<void> {
    const { reader, writer, clock, bus } = this.#context;
    const settings = reader.settings();
    const binClock = binClockAt(settings[BIN_CLOCK_KEY], clock.now());
    writer.writeSetting(BIN_CLOCK_KEY, binClock);
    const horizon = binHorizon(binClock, binDaysFrom(settings[BIN_KEY]));
    if (horizon === null) return;
    const { runs, sweeps } = reader.binnedBy(horizon);
    if (runs.length > 0) await purgeRuns(this.#context, runs);
    for (const sweep of sweeps) {
      // A run that somebody took out of the bin again keeps the sweep that it belongs to.
      if (reader.runsStartedBy(sweep).length > 0) continue;
      // Somebody may have restored or deleted it while runs were purged.
      if (!reader.binnedBy(horizon).sweeps.includes(sweep)) continue;
      writer.purgeSweep(sweep);
      bus.emit('sweep.purged', { sweep });
    }
  }
}

/** @file Notices silence. Counts ticks of a timer instead of reading a clock: a laptop that slept for an hour
 *  wakes with one tick, not with an hour of silence, and a healthy worker is not killed for it. */

const TICKS = 12;

export class Watchdog {
  readonly #timer: NodeJS.Timeout;
  #quietTicks = 0;

  /** @param onSilence called once, when nothing was heard for about `ms` */
  constructor(ms: number, onSilence: () => void) {
    this.#timer = setInterval(() => {
      if (++this.#quietTicks < TICKS) return;
      this.stop();
      onSilence();
    }, ms / TICKS);
  }

  heard(): void {
    this.#quietTicks = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** @file How far a run is and how fast it goes. Training time counts neither compilation nor pauses. */

const WINDOW_MS = 5000;

export interface PaceNow {
  readonly step: number;
  readonly seconds: number;
  readonly stepsPerSecond: number;
}

export class Pace {
  step: number;
  readonly #secondsBefore: number;
  readonly #startedAt: number;
  readonly #clock: () => number;
  /** A (time, step) every second or so of the last few seconds. */
  #marks: { at: number; step: number }[];

  /** @param clock milliseconds that never go backwards */
  constructor(step: number, secondsBefore: number, clock: () => number) {
    this.step = step;
    this.#secondsBefore = secondsBefore;
    this.#clock = clock;
    this.#startedAt = clock();
    this.#marks = [{ at: this.#startedAt, step }];
  }

  get seconds(): number {
    return this.#secondsBefore + (this.#clock() - this.#startedAt) / 1000;
  }

  now(): PaceNow {
    const at = this.#clock();
    const newest = this.#marks.at(-1);
    if (newest && at - newest.at > 500) this.#marks.push({ at, step: this.step });
    while (this.#marks.length > 2 && at - (this.#marks[0]?.at ?? at) > WINDOW_MS) this.#marks.shift();
    const oldest = this.#marks[0] ?? { at, step: this.step };
    const elapsed = (at - oldest.at) / 1000;
    return {
      step: this.step,
      seconds: this.seconds,
      stepsPerSecond: elapsed > 0 ? (this.step - oldest.step) / elapsed : 0,
    };
  }
}

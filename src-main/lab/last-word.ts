/** @file The last word on a run: written again and again until the store takes it, so that no run keeps looking as if it
 *  were running once a full disk has room again. */

export class LastWord {
  /** Fulfilled when it is written, or given up. */
  readonly done: Promise<void>;
  readonly #write: () => void;
  readonly #everyMs: number;
  readonly #over = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | undefined;

  /** @param write throws where the store takes nothing */
  constructor(write: () => void, everyMs: number) {
    this.#write = write;
    this.#everyMs = everyMs;
    this.done = this.#over.promise;
  }

  /** Writes it now. @returns what went wrong; it is then tried again later */
  try(): unknown {
    try {
      this.#write();
    } catch (error) {
      this.#timer = setTimeout(() => this.try(), this.#everyMs);
      return error;
    }
    this.#over.resolve();
    return undefined;
  }

  /** The store is about to be closed: the next owner finds the run as it is. */
  giveUp(): void {
    clearTimeout(this.#timer);
    this.#over.resolve();
  }
}

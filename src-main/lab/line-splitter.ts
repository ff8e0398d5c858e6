/** @file Cuts a stream of text into lines, however it was cut on the way. */

export class LineSplitter {
  readonly #longest: number;
  readonly #onLine: (line: string) => void;
  readonly #onTooLong: () => void;
  #parts: string[] = [];
  #length = 0;

  /**
   * @param longest characters a line may have
   * @param onTooLong called once; what follows is thrown away, since nobody knows where the next line begins
   */
  constructor(longest: number, onLine: (line: string) => void, onTooLong: () => void) {
    this.#longest = longest;
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
  }

  push(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#keep(text.slice(start, end));
      if (this.#length > this.#longest) return;
      const line = this.#parts.join('');
      this.#parts = [];
      this.#length = 0;
      start = end + 1;
      this.#onLine(line);
    }
    this.#keep(text.slice(start));
  }

  #keep(part: string): void {
    const wasTooLong = this.#length > this.#longest;
    this.#length += part.length;
    if (this.#length <= this.#longest) this.#parts.push(part);
    else {
      this.#parts = [];
      if (!wasTooLong) this.#onTooLong();
    }
  }
}

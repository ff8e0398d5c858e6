/** @file A stream as people see it: lines that stay, and on a terminal one line that is rewritten in place. */

export interface Screen {
  /** Whether somebody watches: a terminal. */
  readonly interactive: boolean;
  readonly columns: number;
  /** A line that stays. */
  line(text: string): void;
  /** The line that is rewritten; nothing where nobody watches. '' takes it away. */
  status(text: string): void;
}

const COLUMNS_WITHOUT_TERMINAL = 80;
const TO_LINE_START_AND_CLEAR = '\r\x1b[K';

export function screenOn(stream: NodeJS.WriteStream): Screen {
  let shown = '';
  const clear = () => {
    if (shown !== '') stream.write(TO_LINE_START_AND_CLEAR);
  };
  return {
    get interactive() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns || COLUMNS_WITHOUT_TERMINAL;
    },
    line(text) {
      clear();
      stream.write(`${text}\n${shown}`);
    },
    status(text) {
      if (stream.isTTY !== true) return;
      clear();
      // A line that wraps could not be taken back.
      shown = text.slice(0, (stream.columns || COLUMNS_WITHOUT_TERMINAL) - 1);
      stream.write(shown);
    },
  };
}

/** @file Ctrl-C and its relatives: the first asks politely, the second does not. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npx, npm and our own re-execution pass on what the terminal has already sent to all of them. */
const ONE_PRESS_MS = 300;

export interface Interrupts {
  /** Whether somebody asked for the end. */
  readonly asked: boolean;
  /** Calls back on the first request, at once if it came before. */
  onFirst(listener: () => void): void;
  onSecond(listener: () => void): void;
  /** Gives the signals their ordinary meaning back. */
  release(): void;
}

export function catchInterrupts(): Interrupts {
  let firstAt: number | undefined;
  const listeners: { first: (() => void)[]; second: (() => void)[] } = { first: [], second: [] };
  const heard = () => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      for (const listener of listeners.first) listener();
    } else if (now - firstAt > ONE_PRESS_MS) for (const listener of listeners.second) listener();
  };
  for (const signal of SIGNALS) process.on(signal, heard);
  // Set when groklab.mjs re-executed itself: if that process is killed, nobody watches any more.
  process.on('disconnect', heard);
  process.channel?.unref();
  return {
    get asked() {
      return firstAt !== undefined;
    },
    onFirst(listener) {
      listeners.first.push(listener);
      if (firstAt !== undefined) listener();
    },
    onSecond: (listener) => listeners.second.push(listener),
    release() {
      for (const signal of SIGNALS) process.off(signal, heard);
      process.off('disconnect', heard);
      // Whoever listens to the parent beside us goes on doing so.
      if (process.listenerCount('message') > 0) process.channel?.ref();
    },
  };
}

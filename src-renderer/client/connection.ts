/** @file A lab as the pages see it: the client of the contract, and whether anybody answers at its other end. */
import type { LabClient } from '../../src-main/contract/wire/lab-client.ts';

export type ConnectionState =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'online' }
  /** Nobody answers. It is tried again by itself at `retryAt` (Unix time in milliseconds). */
  | { readonly phase: 'away'; readonly retryAt: number }
  /** Somebody answers and will not have us: the address must be opened anew. */
  | { readonly phase: 'refused'; readonly message: string };

export interface LabConnection extends LabClient {
  /** What the pages run in, for the status line. */
  readonly host: 'desktop' | 'browser';
  readonly state: ConnectionState;
  /** Calls back after every change of state until the returned function is called. */
  onState(listener: (state: ConnectionState) => void): () => void;
  /** Tries to reach the lab now instead of at the next appointed time. */
  retryNow(): void;
  close(): void;
}

/**
 * Reads now, if somebody answers, and again whenever the lab comes back: what happened meanwhile nobody was told.
 * @returns a function that ends it
 */
export function wheneverOnline(
  connection: Pick<LabConnection, 'state' | 'onState'>,
  read: () => Promise<unknown>,
): () => void {
  const readIf = ({ phase }: ConnectionState) => {
    if (phase === 'online') void read();
  };
  const stop = connection.onState(readIf);
  readIf(connection.state);
  return stop;
}

/** A set of callbacks. One that throws does not keep the others from being called. */
export class Listeners<T> {
  readonly #all = new Set<(value: T) => void>();

  add(listener: (value: T) => void): () => void {
    // A function of its own, so that the same listener may be added twice.
    const own = (value: T) => listener(value);
    this.#all.add(own);
    return () => this.#all.delete(own);
  }

  call(value: T): void {
    for (const listener of this.#all) {
      try {
        listener(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

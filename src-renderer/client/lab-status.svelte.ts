/** @file What the lab as a whole is doing, for the line at the foot of the window. */
import type { RequestResult } from '../../src-main/contract/wire/requests.ts';
import type { ConnectionState, LabConnection } from './connection.ts';

export type Status = RequestResult<'lab.status'>;

const EVERY_MS = 2000;

export class LabStatus {
  status = $state.raw<Status | null>(null);
  connection = $state.raw<ConnectionState>({ phase: 'connecting' });
  readonly #connection: LabConnection;

  constructor(connection: LabConnection) {
    this.#connection = connection;
    this.connection = connection.state;
  }

  /** Asks every few seconds while the window is seen, and at once when a run changes. */
  start(): () => void {
    const timer = setInterval(() => void this.#read(), EVERY_MS);
    let soon: ReturnType<typeof setTimeout> | undefined;
    const stops = [
      this.#connection.on('run.changed', () => {
        clearTimeout(soon);
        soon = setTimeout(() => void this.#read(), 100);
      }),
      this.#connection.onState((state) => {
        this.connection = state;
        if (state.phase === 'online') void this.#read();
      }),
    ];
    void this.#read();
    return () => {
      clearInterval(timer);
      clearTimeout(soon);
      stops.forEach((stop) => stop());
    };
  }

  async #read(): Promise<void> {
    if (this.#connection.state.phase !== 'online' || globalThis.document?.hidden) return;
    try {
      this.status = await this.#connection.request('lab.status', {});
    } catch {
      // The banner speaks for a lab that is away; the last status stands meanwhile.
    }
  }
}

/** @file How fast the engines are here, as the lab measured it last or measures it now. */
import type { BenchReport } from '../../src-main/contract/wire/bench-requests.ts';
import type { LabConnection } from '../client/connection.ts';
import { isAway } from '../client/replies.ts';

export class BenchState {
  /** null: nothing was timed here yet. */
  report = $state.raw<BenchReport | null>(null);
  ready = $state(false);
  busy = $state(false);
  error = $state.raw<unknown>(null);
  readonly #connection: LabConnection;

  constructor(connection: LabConnection) {
    this.#connection = connection;
  }

  /** @returns a function that ends it */
  follow(): () => void {
    const stops = [
      this.#connection.on('bench.changed', ({ bench }) => (this.report = bench)),
      this.#connection.onState(({ phase }) => {
        if (phase === 'online') void this.#ask('bench.read', {});
      }),
    ];
    if (this.#connection.state.phase === 'online') void this.#ask('bench.read', {});
    return () => stops.forEach((stop) => stop());
  }

  start = () => this.#ask('bench.start', { threads: null, quick: false });
  stop = () => this.#ask('bench.stop', {});

  async #ask(
    ...[name, params]:
      ['bench.read' | 'bench.stop', object] | ['bench.start', { threads: null; quick: false }]
  ): Promise<void> {
    this.busy = true;
    try {
      this.report = (await this.#connection.request(name, params as never)).bench;
      this.ready = true;
      this.error = null;
    } catch (error) {
      if (!isAway(error)) this.error = error;
    } finally {
      this.busy = false;
    }
  }
}

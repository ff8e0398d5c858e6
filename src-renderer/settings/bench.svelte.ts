/** @file How fast the engines are here, as the lab measured it last or measures it now. */
import type { BenchReport } from '../../src-main/contract/wire/bench-requests.ts';
import type { RequestParams } from '../../src-main/contract/wire/requests.ts';
import { wheneverOnline, type LabConnection } from '../client/connection.ts';
import { Question } from '../client/question.svelte.ts';

type BenchRequest = 'bench.read' | 'bench.start' | 'bench.stop';

export class BenchState extends Question {
  /** null: nothing was timed here yet. */
  report = $state.raw<BenchReport | null>(null);
  readonly #connection: LabConnection;

  constructor(connection: LabConnection) {
    super();
    this.#connection = connection;
  }

  /** @returns a function that ends it */
  follow(): () => void {
    const stops = [
      this.#connection.on('bench.changed', ({ bench }) => (this.report = bench)),
      wheneverOnline(this.#connection, () => this.#send('bench.read', {})),
    ];
    return () => stops.forEach((stop) => stop());
  }

  start = () => this.#send('bench.start', { threads: null, quick: false });
  stop = () => this.#send('bench.stop', {});

  #send<N extends BenchRequest>(name: N, params: RequestParams<N>): Promise<void> {
    return this.ask(async () => {
      this.report = (await this.#connection.request(name, params)).bench;
    });
  }
}

/** @file The published experiments. They come with the program and do not change while it runs. */
import type { Experiment } from '../../src-main/contract/values/experiment.ts';
import { wheneverOnline, type LabConnection } from './connection.ts';
import { isAway } from './replies.ts';

export class Experiments {
  list = $state.raw<readonly Experiment[]>([]);
  ready = $state(false);
  error = $state.raw<unknown>(null);
  readonly #byId = $derived(new Map(this.list.map((experiment) => [experiment.id, experiment])));
  readonly #connection: LabConnection;

  constructor(connection: LabConnection) {
    this.#connection = connection;
  }

  start(): () => void {
    return wheneverOnline(this.#connection, () => this.#read());
  }

  get(id: string): Experiment | undefined {
    return this.#byId.get(id);
  }

  async #read(): Promise<void> {
    if (this.ready) return;
    try {
      this.list = (await this.#connection.request('experiments.list', {})).experiments;
      this.ready = true;
      this.error = null;
    } catch (error) {
      if (!isAway(error)) this.error = error;
    }
  }
}

/** @file What works on this machine, as the lab's own check-up finds it. */
import type { DoctorCheck } from '../../src-main/contract/wire/requests.ts';
import type { LabConnection } from '../client/connection.ts';
import { isAway } from '../client/replies.ts';

export class DoctorState {
  checks = $state.raw<readonly DoctorCheck[]>([]);
  busy = $state(false);
  ready = $state(false);
  error = $state.raw<unknown>(null);
  readonly #connection: LabConnection;

  constructor(connection: LabConnection) {
    this.#connection = connection;
  }

  async read(): Promise<void> {
    this.busy = true;
    try {
      this.checks = (await this.#connection.request('lab.doctor', {})).checks;
      this.ready = true;
      this.error = null;
    } catch (error) {
      if (!isAway(error)) this.error = error;
    } finally {
      this.busy = false;
    }
  }
}

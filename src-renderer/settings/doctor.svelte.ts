/** @file What works on this machine, as the lab's own check-up finds it. */
import type { DoctorCheck } from '../../src-main/contract/wire/requests.ts';
import type { LabConnection } from '../client/connection.ts';
import { Question } from '../client/question.svelte.ts';

export class DoctorState extends Question {
  checks = $state.raw<readonly DoctorCheck[]>([]);
  readonly #connection: LabConnection;

  constructor(connection: LabConnection) {
    super();
    this.#connection = connection;
  }

  read(): Promise<void> {
    return this.ask(async () => {
      this.checks = (await this.#connection.request('lab.doctor', {})).checks;
    });
  }
}

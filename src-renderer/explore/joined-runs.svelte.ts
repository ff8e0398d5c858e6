/** @file Which runs are those of a sweep: the ones it started, and those that were there before it and joined it. */
import type { RunId, RunRecord } from '../../src-main/contract/values/run-record.ts';
import type { SweepId, SweepRecord } from '../../src-main/contract/values/sweep-record.ts';
import type { LabConnection } from '../client/connection.ts';

export class JoinedRuns {
  readonly #connection: LabConnection;
  #known = $state.raw<{ readonly sweep: SweepId; readonly runs: ReadonlySet<RunId> } | null>(null);
  #asked = '';

  constructor(connection: LabConnection) {
    this.#connection = connection;
  }

  /** @param sweep null has every run */
  belongs(run: RunRecord, sweep: SweepRecord | null): boolean {
    if (sweep === null || run.sweep === sweep.id) return true;
    return this.#known?.sweep === sweep.id && this.#known.runs.has(run.id);
  }

  /** Asks the lab when another sweep is chosen, and when it has grown. */
  async read(sweep: SweepRecord | null): Promise<void> {
    const asked = sweep ? `${sweep.id} ${sweep.counts.total}` : '';
    if (asked === this.#asked) return;
    this.#asked = asked;
    if (!sweep) return;
    try {
      const { points } = await this.#connection.request('sweeps.get', { sweep: sweep.id });
      const runs = points.flatMap(({ run, reused }) => (run !== null && reused ? [run] : []));
      if (asked === this.#asked) this.#known = { sweep: sweep.id, runs: new Set(runs) };
    } catch {
      this.#asked = ''; // the figures say what is wrong; it is asked again with the next change
    }
  }
}

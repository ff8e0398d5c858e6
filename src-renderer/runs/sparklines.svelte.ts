/** @file The small curves of the rows in view, read in one request and kept as long as their run has not moved on. */
import { SvelteMap } from 'svelte/reactivity';
import { ENDED, type RunId, type RunRecord } from '../../src-main/contract/values/run-record.ts';
import { sparklinePath } from '../charts/sparkline.ts';
import type { LabConnection } from '../client/connection.ts';

export const SPARK_WIDTH = 96;
export const SPARK_HEIGHT = 22;

const REST_MS = 80;
/** A run that goes on is drawn anew this often. */
const LIVE_MS = 2000;

export class Sparklines {
  readonly #paths = new SvelteMap<RunId, string>();
  readonly #connection: LabConnection;
  /** State of each run when it was read last. */
  readonly #read = new Map<RunId, string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: LabConnection) {
    this.#connection = connection;
  }

  path(run: RunId): string {
    return this.#paths.get(run) ?? '';
  }

  /** Reads what is missing among the rows in view, once scrolling has come to rest; goes on until it is called again.
   *  @returns a function that ends it */
  show(runs: readonly RunRecord[]): () => void {
    const soon = (milliseconds: number) => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#fetch(runs).then(again), milliseconds);
    };
    const again = () => {
      if (!ended && runs.some((run) => !ENDED.has(run.status))) soon(LIVE_MS);
    };
    let ended = false;
    soon(REST_MS);
    return () => {
      ended = true;
      clearTimeout(this.#timer);
    };
  }

  async #fetch(runs: readonly RunRecord[]): Promise<void> {
    const stale = runs.filter((run) => run.status === 'running' || this.#read.get(run.id) !== stateOf(run));
    if (stale.length === 0 || this.#connection.state.phase !== 'online') return;
    try {
      const { curves } = await this.#connection.request('curves.read', {
        runs: stale.map((run) => run.id),
        metrics: ['val/accuracy'],
        width: SPARK_WIDTH,
        scale: 'log',
        from: null,
        to: null,
      });
      for (const run of stale) {
        this.#read.set(run.id, stateOf(run));
        const curve = curves.find((one) => one.run === run.id);
        if (!curve) continue;
        const end = ENDED.has(run.status) ? Math.max(run.progress.step, 10) : run.progress.steps;
        this.#paths.set(run.id, sparklinePath(curve.step, curve.value, end, SPARK_WIDTH, SPARK_HEIGHT));
      }
    } catch {
      // A row without its small curve is still a row; the next pass tries again.
    }
  }
}

const stateOf = (run: RunRecord): string => `${run.revision} ${run.status} ${run.progress.step}`;

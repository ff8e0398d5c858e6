/** @file Every run of the table, or every run of the bin, kept up to date. Subscribes first and reads second, so nothing is missed. */
import { SvelteMap } from 'svelte/reactivity';
import type { RunId, RunProgress, RunRecord } from '../../src-main/contract/values/run-record.ts';
import { ALL_RUNS } from '../../src-main/contract/wire/requests.ts';
import { wheneverOnline, type LabConnection } from './connection.ts';
import { isAway } from './replies.ts';

export class LiveRuns {
  /** Newest first. Progress in these records may lag; `progressOf` is always the latest. */
  list = $state.raw<readonly RunRecord[]>([]);
  /** Whether the first reading is here. */
  ready = $state(false);
  error = $state.raw<unknown>(null);

  readonly #connection: LabConnection;
  readonly #bin: boolean;
  /** Apart from the records, so that a tick of progress touches one row and never sorts the table anew. */
  readonly #progress = new SvelteMap<RunId, RunProgress>();
  readonly #byId = $derived(new Map(this.list.map((run) => [run.id, run])));
  /** Records that changed while a reading was under way; they are newer than what it brings. */
  #changedMeanwhile: Map<RunId, RunRecord | null> | null = null;
  #again = false;

  /** @param bin the runs in the bin instead of those in the table */
  constructor(connection: LabConnection, bin = false) {
    this.#connection = connection;
    this.#bin = bin;
  }

  start(): () => void {
    const stops = [
      this.#connection.on('run.changed', ({ run }) => this.#take(run.id, this.#own(run))),
      this.#connection.on('run.purged', ({ run }) => this.#take(run, null)),
      this.#connection.on('run.progress', ({ run, progress }) => this.#progress.set(run, progress)),
      wheneverOnline(this.#connection, () => this.read()),
    ];
    return () => stops.forEach((stop) => stop());
  }

  get(id: RunId): RunRecord | undefined {
    return this.#byId.get(id);
  }

  progressOf(run: RunRecord): RunProgress {
    return this.#progress.get(run.id) ?? run.progress;
  }

  /** Takes over records that a request gave back, without waiting for their event. */
  takeAll(runs: readonly RunRecord[]): void {
    for (const run of runs) this.#take(run.id, this.#own(run));
  }

  /** The record if it belongs here, else null. */
  #own(run: RunRecord): RunRecord | null {
    return (run.deletedAt !== null) === this.#bin ? run : null;
  }

  async read(): Promise<void> {
    if (this.#changedMeanwhile) {
      this.#again = true;
      return;
    }
    this.#changedMeanwhile = new Map();
    try {
      const { runs } = await this.#connection.request('runs.list', { ...ALL_RUNS, deleted: this.#bin });
      this.#progress.clear();
      this.list = overlaid(runs, this.#changedMeanwhile);
      this.ready = true;
      this.error = null;
    } catch (error) {
      if (!isAway(error)) this.error = error;
    } finally {
      this.#changedMeanwhile = null;
    }
    if (this.#again) {
      this.#again = false;
      await this.read();
    }
  }

  #take(id: RunId, run: RunRecord | null): void {
    this.#changedMeanwhile?.set(id, run);
    if (run) this.#progress.set(id, run.progress);
    else this.#progress.delete(id);
    this.list = overlaid(this.list, new Map([[id, run]]));
  }
}

/** The list with some records replaced, added at its head, or (null) taken out. */
function overlaid(
  list: readonly RunRecord[],
  changes: ReadonlyMap<RunId, RunRecord | null>,
): readonly RunRecord[] {
  if (changes.size === 0) return list;
  const left = new Map(changes);
  const kept: RunRecord[] = [];
  for (const run of list) {
    const change = left.get(run.id);
    left.delete(run.id);
    if (change !== null) kept.push(change ?? run);
  }
  const added = [...left.values()].filter((run) => run !== null);
  return [...added.sort((a, b) => b.id - a.id), ...kept];
}

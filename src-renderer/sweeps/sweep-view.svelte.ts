/** @file The page of one sweep: its record, its points with their runs as they are now, and the matrix of them. */
import { LabError } from '../../src-main/contract/values/lab-error.ts';
import type { SweepId, SweepPointRecord, SweepRecord } from '../../src-main/contract/values/sweep-record.ts';
import type { AppState } from '../app-state.ts';
import { wheneverOnline } from '../client/connection.ts';
import { isAway } from '../client/replies.ts';
import { formatIds } from '../runs/table-view.ts';
import { matrixOf, shareDone, withRun, type Matrix } from './matrix.ts';

/** A sweep that searches gets new points now and then; they are read a little after its record changed. */
const REST_MS = 250;

export class SweepView {
  readonly id: SweepId;
  error = $state.raw<unknown>(null);
  /** Gone for good while the page was open. */
  purged = $state(false);
  /** Whether the window for more runs is open. */
  extending = $state(false);
  #record = $state.raw<SweepRecord | null>(null);
  #points = $state.raw<readonly SweepPointRecord[]>([]);
  readonly #app: AppState;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly record: SweepRecord | null = $derived.by(() => this.#app.sweeps.get(this.id) ?? this.#record);
  readonly points: readonly SweepPointRecord[] = $derived.by(() =>
    this.#points.map((point) =>
      withRun(point, point.run === null ? undefined : this.#app.runs.get(point.run)),
    ),
  );
  readonly matrix: Matrix | null = $derived(this.record ? matrixOf(this.record.spec, this.points) : null);
  readonly share: number = $derived(shareDone(this.points));
  readonly missing: boolean = $derived(
    this.purged || (this.error instanceof LabError && this.error.code === 'not-found'),
  );
  readonly inBin: boolean = $derived.by(
    () => !this.#app.sweeps.get(this.id) && (this.#record?.deletedAt ?? null) !== null,
  );

  constructor(app: AppState, id: SweepId) {
    this.#app = app;
    this.id = id;
  }

  start(): () => void {
    const { connection } = this.#app;
    const stops = [
      connection.on('sweep.changed', ({ sweep }) => {
        if (sweep.id === this.id) this.#readSoon();
      }),
      connection.on('sweep.purged', ({ sweep }) => {
        if (sweep === this.id) this.purged = true;
      }),
      wheneverOnline(connection, () => this.read()),
    ];
    return () => {
      clearTimeout(this.#timer);
      stops.forEach((stop) => stop());
    };
  }

  async read(): Promise<void> {
    try {
      const { sweep, points } = await this.#app.connection.request('sweeps.get', { sweep: this.id });
      this.#record = sweep;
      this.#points = points;
      this.error = null;
    } catch (error) {
      if (!isAway(error)) this.error = error;
    }
  }

  #readSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.read();
    }, REST_MS);
  }

  /** Goes to the curves of these points: of one its page, of several the comparison by all but the seed. */
  openCurves(points: readonly SweepPointRecord[]): void {
    const runs = points.flatMap(({ run }) => (run === null ? [] : [run]));
    const [first] = runs;
    if (first === undefined) return;
    if (runs.length === 1) this.#app.router.go({ page: 'run', run: first });
    else this.#app.router.go({ page: 'compare' }, { runs: formatIds(runs), by: 'all-but-seed' });
  }

  explore(): void {
    this.#app.router.go({ page: 'explore' }, { sweep: String(this.id) });
  }
}

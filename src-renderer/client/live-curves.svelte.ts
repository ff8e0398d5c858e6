/** @file The series of some runs, read once and then grown by increments. Increments that come during a reading wait
 *  and are merged after it; a hole, a newer revision or a lab that was away lead to a new reading. */
import { untrack } from 'svelte';
import type { Curve } from '../../src-main/contract/values/evaluation-points.ts';
import type { MetricName } from '../../src-main/contract/values/metric.ts';
import type { RunId } from '../../src-main/contract/values/run-record.ts';
import type { EventPayload } from '../../src-main/contract/wire/events.ts';
import type { LabConnection } from './connection.ts';
import { isAway } from './replies.ts';
import {
  cutAfter,
  EMPTY_CURVE,
  mergePoints,
  pointsOf,
  withDetail,
  type PlainCurve,
  type RunPoints,
} from './run-points.ts';

/** What to read: which runs and metrics, and how finely. */
export interface CurveView {
  readonly runs: readonly RunId[];
  readonly metrics: readonly MetricName[];
  readonly scale: 'linear' | 'log';
  /** Pixels to decimate for; null reads every point. */
  readonly width: number | null;
}

type Increment = EventPayload<'run.points'>;

/** So many points on top of a reading make it worth decimating anew. */
const MANY = 20_000;
const ZOOM_REST_MS = 200;

export class LiveCurves {
  #points = $state.raw<ReadonlyMap<RunId, RunPoints>>(new Map());
  loading = $state(false);
  error = $state.raw<unknown>(null);

  readonly #connection: LabConnection;
  #view: CurveView = { runs: [], metrics: [], scale: 'log', width: 1000 };
  /** Last step announced of each run, with the newest revision heard of. */
  readonly #heard = new Map<RunId, { revision: number; last: number }>();
  #waiting: Increment[] = [];
  /** Number of the reading under way; a later one makes its answer void. */
  #reading = 0;
  #busy = false;
  #detail = $state.raw<{ from: number; to: number; curves: readonly Curve[] } | null>(null);
  #zoomTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: LabConnection) {
    this.#connection = connection;
  }

  /** Follows the lab until the returned function is called. */
  start(): () => void {
    const stops = [
      this.#connection.on('run.points', (increment) => this.#receive(increment)),
      this.#connection.on('run.truncated', ({ run, revision, after }) =>
        this.#truncate(run, revision, after),
      ),
      this.#connection.onState(({ phase }) => {
        if (phase !== 'online') return;
        // What was heard before the silence may be of a series that has been cut back since.
        this.#heard.clear();
        void this.#read();
      }),
    ];
    return () => {
      this.#reading++;
      clearTimeout(this.#zoomTimer);
      stops.forEach((stop) => stop());
    };
  }

  /** Changes what is followed. Reads anew unless nothing changed. */
  show(view: CurveView): void {
    untrack(() => this.#show(view));
  }

  #show(view: CurveView): void {
    if (JSON.stringify(view) === JSON.stringify(this.#view)) return;
    const runs = new Set(view.runs);
    this.#view = view;
    this.#detail = null;
    this.#points = new Map([...this.#points].filter(([run]) => runs.has(run)));
    if (this.#connection.state.phase === 'online') void this.#read();
  }

  /** The series as it should be drawn: the overview, with the part that is zoomed into read more closely. */
  curve(run: RunId, metric: MetricName): PlainCurve {
    const overview = this.#points.get(run)?.curves[metric] ?? EMPTY_CURVE;
    const detail = this.#detail;
    const closer = detail?.curves.find((curve) => curve.run === run && curve.metric === metric);
    return detail && closer ? withDetail(overview, closer, detail.from, detail.to) : overview;
  }

  /** Reads the steps in view more closely, once the zoom has come to rest, if points had been left out there. */
  zoomTo(window: { readonly from: number; readonly to: number } | null): void {
    clearTimeout(this.#zoomTimer);
    if (!window) {
      this.#detail = null;
      return;
    }
    const decimated = [...untrack(() => this.#points).values()].some((points) =>
      Object.values(points.curves).some((curve) => curve.decimated),
    );
    if (decimated)
      this.#zoomTimer = setTimeout(() => void this.#readDetail(window.from, window.to), ZOOM_REST_MS);
  }

  async #readDetail(from: number, to: number): Promise<void> {
    const { runs, metrics, scale, width } = this.#view;
    try {
      const request = { runs: [...runs], metrics: [...metrics], width, scale, from, to };
      const { curves } = await this.#connection.request('curves.read', request);
      this.#detail = { from, to, curves };
    } catch (error) {
      if (!isAway(error)) this.error = error;
    }
  }

  /** Whether the first reading of all runs is here. */
  get ready(): boolean {
    return this.#view.runs.every((run) => this.#points.has(run));
  }

  async #read(): Promise<void> {
    const { runs, metrics, scale, width } = this.#view;
    const reading = ++this.#reading;
    this.#busy = false;
    this.loading = false;
    if (runs.length === 0 || metrics.length === 0) return;
    const heard = new Map(this.#heard);
    this.#busy = true;
    this.loading = true;
    try {
      const request = { runs: [...runs], metrics: [...metrics], width, scale, from: null, to: null };
      const { curves } = await this.#connection.request('curves.read', request);
      if (reading !== this.#reading) return;
      this.#busy = false;
      this.#points = new Map(
        runs.map((run) => {
          const own = curves.filter((curve) => curve.run === run);
          const known = heard.get(run);
          return [run, pointsOf(known?.revision ?? -1, metrics, own, known?.last ?? -1)];
        }),
      );
      this.error = null;
      this.#mergeWaiting();
    } catch (error) {
      if (reading === this.#reading && !isAway(error)) this.error = error;
    } finally {
      if (reading === this.#reading) {
        this.#busy = false;
        this.loading = false;
      }
    }
  }

  #receive(increment: Increment): void {
    const last = increment.step.at(-1);
    const heard = this.#heard.get(increment.run);
    if (last !== undefined && increment.revision >= (heard?.revision ?? -1)) {
      this.#heard.set(increment.run, { revision: increment.revision, last });
    }
    if (!this.#view.runs.includes(increment.run)) return;
    if (this.#busy) this.#waiting.push(increment);
    else if (this.#merge(increment) === 'reread') void this.#read();
  }

  #mergeWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const reread = waiting.filter((increment) => this.#merge(increment) === 'reread');
    if (reread.length > 0) void this.#read();
  }

  #merge(increment: Increment): 'done' | 'reread' {
    const known = this.#points.get(increment.run);
    if (!known) return 'reread';
    // The first increment after a reading tells which revision the reading was of.
    const points = known.revision < 0 ? { ...known, revision: increment.revision } : known;
    const merge = mergePoints(points, increment);
    if (merge.kind === 'reread') return 'reread';
    if (merge.kind === 'merged') {
      this.#points = new Map(this.#points).set(increment.run, merge.points);
      if (merge.points.appended > MANY) return 'reread';
    }
    return 'done';
  }

  /** What is gone disappears at once; the reading that follows brings the rest as the lab has it. */
  #truncate(run: RunId, revision: number, after: number): void {
    this.#heard.set(run, { revision, last: after });
    const known = this.#points.get(run);
    if (known) this.#points = new Map(this.#points).set(run, cutAfter(known, revision, after));
    if (this.#view.runs.includes(run)) void this.#read();
  }
}

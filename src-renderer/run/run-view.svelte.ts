/** @file The page of one run: its record and what is known besides, its live curves, its charts. */
import { isComplete } from '../../src-main/contract/values/foreign-run.ts';
import type { MetricName } from '../../src-main/contract/values/metric.ts';
import { ENDED, type RunId, type RunRecord } from '../../src-main/contract/values/run-record.ts';
import type { RequestResult } from '../../src-main/contract/wire/requests.ts';
import type { AppState } from '../app-state.ts';
import { wheneverOnline } from '../client/connection.ts';
import type { RunEdit } from '../client/run-commands.ts';
import { ChartLink } from '../charts/chart-link.svelte.ts';
import type { ChartModel } from '../charts/chart-model.ts';
import type { Dip } from '../charts/dips.ts';
import { stepExtent } from '../charts/frame.ts';
import { PanelView } from '../charts/panel-view.svelte.ts';
import { LabError } from '../../src-main/contract/values/lab-error.ts';
import { LiveCurves } from '../client/live-curves.svelte.ts';
import { isAway } from '../client/replies.ts';
import { chartModel, chartsOf, collapses, RUN_CHARTS, RUN_METRICS } from './run-charts.ts';

/** Up to so many evaluations every point is read; beyond, what a wide screen can show, and more on zooming in. */
const MOST_POINTS = 10_000;
const PIXELS = 2000;
const REST_MS = 250;

export class RunView {
  readonly id: RunId;
  details = $state.raw<RequestResult<'runs.get'> | null>(null);
  error = $state.raw<unknown>(null);
  /** Gone for good while the page was open. */
  purged = $state(false);
  readonly curves: LiveCurves;

  readonly #app: AppState;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly record: RunRecord | undefined = $derived.by(
    () => this.#app.runs.get(this.id) ?? this.details?.run,
  );
  readonly inBin: boolean = $derived.by(
    () => this.#app.runs.get(this.id) === undefined && (this.details?.run.deletedAt ?? null) !== null,
  );
  readonly missing: boolean = $derived(
    this.purged || (this.error instanceof LabError && this.error.code === 'not-found'),
  );

  readonly link: ChartLink = new ChartLink(() => this.#extent);
  readonly #extent = $derived.by(() => {
    const series = RUN_METRICS.map((metric) => this.curveOf(metric));
    const { record } = this;
    // A run that goes on is drawn on the axis it will fill, where that leaves the curve room: on a log axis.
    const open = record && !ENDED.has(record.status) && this.link.xScale === 'log';
    return stepExtent(series, open ? record.config.budget.steps : 0);
  });
  readonly models: ReadonlyMap<string, ChartModel> = $derived.by(() => {
    const { record } = this;
    if (!record) return new Map();
    return new Map(chartsOf(record).map((kind) => [kind.id, chartModel(kind, record, this.curveOf)]));
  });
  readonly #panels: ReadonlyMap<string, PanelView> = new Map(
    RUN_CHARTS.map((kind) => [
      kind.id,
      new PanelView(() => this.models.get(kind.id) ?? emptyModel(kind), this.link),
    ]),
  );
  readonly panels: readonly PanelView[] = $derived(
    [...this.models.keys()].flatMap((id) => this.#panels.get(id) ?? []),
  );
  readonly collapses: readonly Dip[] = $derived.by(() =>
    this.record ? collapses(this.record, this.curveOf('train/accuracy')) : [],
  );

  constructor(app: AppState, id: RunId) {
    this.#app = app;
    this.id = id;
    this.curves = new LiveCurves(app.connection);
  }

  /** Every chart there may be, for the address. */
  get allPanels(): readonly PanelView[] {
    return [...this.#panels.values()];
  }

  readonly curveOf = (metric: MetricName) => this.curves.curve(this.id, metric);

  start(): () => void {
    const { connection } = this.#app;
    const stops = [
      this.curves.start(),
      connection.on('run.changed', ({ run }) => {
        if (run.id === this.id) this.#readSoon();
      }),
      connection.on('run.purged', ({ run }) => {
        if (run === this.id) this.purged = true;
      }),
      wheneverOnline(connection, () => this.#read()),
    ];
    return () => {
      clearTimeout(this.#timer);
      stops.forEach((stop) => stop());
    };
  }

  /** Reads the curves as the axes ask for; to be called in an effect. */
  follow(): void {
    const many = this.record ? evaluationsBy(this.record) > MOST_POINTS : false;
    // Where every point is read, the axis makes no difference.
    const scale = many ? this.link.xScale : 'log';
    this.curves.show({ runs: [this.id], metrics: RUN_METRICS, scale, width: many ? PIXELS : null });
  }

  /** Changes the run, with a way back. @param what was done, for the notice */
  async edit(changes: RunEdit, what: string): Promise<void> {
    const { record } = this;
    if (record) await this.#app.commands.edit([record], () => changes, what);
  }

  async #read(): Promise<void> {
    try {
      this.details = await this.#app.connection.request('runs.get', { run: this.id });
      this.error = null;
    } catch (error) {
      if (!isAway(error)) this.error = error;
    }
  }

  /** Checkpoints and comparisons follow the record a little later, not at every tick. */
  #readSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), REST_MS);
  }
}

/** About how many evaluations a run has behind it, by its schedule. */
export function evaluationsBy({ config, progress }: RunRecord): number {
  if (!isComplete(config)) return progress.step; // at most
  const { every, growth } = config.evaluation;
  const even = every > 0 ? progress.step / every : 0;
  const growing = growth > 1 ? Math.log(Math.max(1, progress.step)) / Math.log(growth) : 0;
  return even + growing;
}

const emptyModel = ({ id, title }: { id: string; title: string }): ChartModel => ({
  id,
  title,
  unit: '',
  scale: 'linear',
  series: [],
  rules: [],
  levels: [],
  spans: [],
  empty: '',
});

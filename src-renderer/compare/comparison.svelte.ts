/** @file A comparison of runs. Which runs, which metrics and how they are grouped live in the address. */
import { metricName, METRICS, type MetricName } from '../../src-main/contract/values/metric.ts';
import { ENDED, type RunId, type RunRecord } from '../../src-main/contract/values/run-record.ts';
import type { AppState } from '../app-state.ts';
import { ChartLink } from '../charts/chart-link.svelte.ts';
import type { ChartModel } from '../charts/chart-model.ts';
import { stepExtent } from '../charts/frame.ts';
import { GROUP_LINES, type GroupBand, type GroupLine } from '../../src-main/analysis/group-curve.ts';
import { BANDS_OF } from '../charts/group-statistics.ts';
import { strokesOfRuns, type Stroke } from '../charts/strokes.ts';
import { PanelView } from '../charts/panel-view.svelte.ts';
import { LiveCurves } from '../client/live-curves.svelte.ts';
import { pathsThatVary } from '../runs/run-settings.ts';
import { formatIds, parseIds } from '../runs/table-view.ts';
import { compareModel, type GroupStyle } from './compare-charts.ts';
import {
  changedGroups,
  experimentsOf,
  groupChoices,
  groupRuns,
  NO_GROUPS,
  type GroupChoice,
  type RunGroup,
} from './grouping.ts';

const USUAL_METRICS: readonly MetricName[] = ['val/accuracy', 'val/loss'];
export const ALL_METRICS = Object.keys(METRICS) as MetricName[];
/** As wide as a chart gets; what is left out by decimation shows nowhere. */
const PIXELS = 1200;
/** Among so many curves nobody follows one from pixel to pixel, and half the points are there in half the time. */
const MANY_CURVES = 60;
const PIXELS_OF_MANY = 600;

export class Comparison {
  readonly curves: LiveCurves;
  readonly #app: AppState;

  readonly ids: readonly RunId[] = $derived.by(() => parseIds(this.#app.router.get('runs')));
  readonly runs: readonly RunRecord[] = $derived.by(() =>
    this.ids.flatMap((id) => this.#app.runs.get(id) ?? []),
  );
  /** Asked for but not in the table: in the bin, or of another store. */
  readonly missing: readonly RunId[] = $derived.by(() =>
    this.#app.runs.ready ? this.ids.filter((id) => !this.#app.runs.get(id)) : [],
  );
  readonly #hidden: ReadonlySet<RunId> = $derived.by(() => new Set(parseIds(this.#app.router.get('hidden'))));
  readonly drawn: readonly RunRecord[] = $derived(this.runs.filter((run) => !this.#hidden.has(run.id)));

  readonly metrics: readonly MetricName[] = $derived.by(() => {
    const asked = this.#app.router.get('metrics').split(',');
    const known = asked.flatMap((metric) => ALL_METRICS.find((one) => one === metric) ?? []);
    return known.length > 0 ? known : USUAL_METRICS;
  });
  readonly choices: readonly GroupChoice[] = $derived(groupChoices(this.runs));
  readonly by: string = $derived.by(() => {
    const asked = this.#app.router.get('by');
    const known = new Set(this.choices.map(({ value }) => value));
    return asked.split(',').every((one) => known.has(one)) ? asked : NO_GROUPS;
  });
  readonly line: GroupLine = $derived.by(
    () => GROUP_LINES.find((line) => line === this.#app.router.get('line')) ?? 'median',
  );
  readonly band: GroupBand = $derived.by(() => {
    const fitting = BANDS_OF[this.line];
    return fitting.find((band) => band === this.#app.router.get('band')) ?? (fitting[0] as GroupBand);
  });
  readonly members: boolean = $derived.by(() => this.#app.router.get('members') === '1');
  readonly groups: readonly RunGroup[] | null = $derived(
    this.by === NO_GROUPS ? null : groupRuns(this.drawn, this.by),
  );
  readonly varying: readonly string[] = $derived(pathsThatVary(this.runs));
  /** Whether the runs are of more than one experiment. */
  readonly mixed: boolean = $derived(experimentsOf(this.runs).length > 1);
  #lastStrokes: ReadonlyMap<RunId, Stroke> = new Map();
  /** Of all its runs, so that one that is taken out of the charts leaves the others as they are, and kept when runs come or
   *  go: the address has them by number, not in the order in which they came. */
  readonly strokes: ReadonlyMap<RunId, Stroke> = $derived.by(() => {
    const ids = this.runs.map(({ id }) => id);
    return (this.#lastStrokes = strokesOfRuns(ids, this.#lastStrokes));
  });

  readonly link: ChartLink = new ChartLink(() => this.#extent);
  readonly #extent = $derived.by(() => {
    const { runs, curves, metrics } = this;
    const series = runs.flatMap((run) => metrics.map((metric) => curves.curve(run.id, metric)));
    const open = runs.filter((run) => !ENDED.has(run.status)).map((run) => run.config.budget.steps);
    return stepExtent(series, this.link.xScale === 'log' ? Math.max(0, ...open) : 0);
  });
  readonly #panels: ReadonlyMap<MetricName, PanelView> = new Map(
    ALL_METRICS.map((metric) => [metric, new PanelView(() => this.#model(metric), this.link)]),
  );
  readonly panels: readonly PanelView[] = $derived(
    this.metrics.flatMap((metric) => this.#panels.get(metric) ?? []),
  );
  readonly #models = new Map(ALL_METRICS.map((metric) => [metric, new ModelOf(this, metric)]));

  constructor(app: AppState) {
    this.#app = app;
    this.curves = new LiveCurves(app.connection);
  }

  get style(): GroupStyle {
    return { line: this.line, band: this.band, members: this.members };
  }

  get allPanels(): readonly PanelView[] {
    return [...this.#panels.values()];
  }

  #model(metric: MetricName): ChartModel {
    return (this.#models.get(metric) as ModelOf).model;
  }

  /** The stroke of a run in the charts; of one that is not compared, the one it would get. */
  strokeOf(id: RunId): Stroke {
    const { strokes } = this;
    return strokes.get(id) ?? (strokesOfRuns([...strokes.keys(), id], strokes).get(id) as Stroke);
  }

  isHidden(id: RunId): boolean {
    return this.#hidden.has(id);
  }

  /** Reads the curves of the runs compared; to be called in an effect. */
  follow(): void {
    const runs = this.runs.map((run) => run.id);
    const width = runs.length * this.metrics.length < MANY_CURVES ? PIXELS : PIXELS_OF_MANY;
    this.curves.show({ runs, metrics: this.metrics, scale: this.link.xScale, width });
  }

  toggleRun(id: RunId): void {
    const hidden = new Set(this.#hidden);
    if (!hidden.delete(id)) hidden.add(id);
    this.#app.router.set({ hidden: formatIds(hidden) });
  }

  add(id: RunId): void {
    this.#app.router.set({ runs: formatIds([...this.ids, id]) });
  }

  remove(id: RunId): void {
    this.#app.router.set({ runs: formatIds(this.ids.filter((one) => one !== id)) });
  }

  toggleMetric(metric: MetricName): void {
    const next = this.metrics.includes(metric)
      ? this.metrics.filter((one) => one !== metric)
      : [...this.metrics, metric];
    if (next.length > 0)
      this.#app.router.set({ metrics: next.filter((one) => metricName.safeParse(one).success).join(',') });
  }

  chooseGroups(index: number, choice: string): void {
    this.choose('by', changedGroups(this.by, index, choice));
  }

  choose(what: 'by' | 'line' | 'band' | 'members', value: string): void {
    this.#app.router.set({ [what]: value });
  }
}

/** One chart's model, made anew only when what it shows has changed. */
class ModelOf {
  readonly #of: Comparison;
  readonly #metric: MetricName;
  readonly model: ChartModel = $derived.by(() =>
    compareModel(
      this.#metric,
      this.#of.drawn,
      this.#of.groups,
      this.#of.style,
      (run, metric) => this.#of.curves.curve(run, metric),
      this.#of.strokes,
    ),
  );

  constructor(of: Comparison, metric: MetricName) {
    this.#of = of;
    this.#metric = metric;
  }
}

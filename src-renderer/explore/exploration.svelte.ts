/** @file Grokking time against settings: which runs, which settings, what counts. All of it lives in the address. */
import {
  GROK_METRICS,
  LIU_PHASES,
  RECORDED_POINT2,
  type GrokDefinition,
  type GrokMetric,
  type PhaseSettings,
} from '../../src-main/contract/values/grok-definition.ts';
import { sweptPaths } from '../../src-main/contract/values/expand-sweep.ts';
import type { KnownValues } from '../../src-main/contract/values/filter/complete-filter.ts';
import type { SweepRecord } from '../../src-main/contract/values/sweep-record.ts';
import type { GrokTimes } from '../../src-main/contract/wire/grok-times.ts';
import { ALL_RUNS, type RunQuery } from '../../src-main/contract/wire/requests.ts';
import type { AppState } from '../app-state.ts';
import type { ScaleKind } from '../charts/axis-scale.ts';
import { isAway } from '../client/replies.ts';
import { knownValuesOf, readFilter } from '../runs/read-filter.ts';
import { pathsThatVary } from '../runs/run-settings.ts';
import { figuresOf } from './figures.ts';
import { withUnknownNamed } from './group-names.ts';
import type { HeatColour } from './heat-figure.ts';
import { JoinedRuns } from './joined-runs.svelte.ts';
import type { FigureSource } from '../figures/save-figure.ts';

/** While runs go on, the figures are asked for again this often at most. */
const REST_MS = 1500;
const LEVEL = 0.95;
/** In the address: no setting at all, and the runs of no sweep in particular. */
export const NONE = 'none';
export const ALL = 'all';

type Part = 'sweep' | 'filter' | 'by' | 'metric' | 'threshold' | 'sustain' | 'delay' | 'colour' | 'x' | 'y';
type PhasePart = keyof PhaseSettings;

export class Exploration {
  times = $state.raw<GrokTimes | null>(null);
  error = $state.raw<unknown>(null);
  readonly #app: AppState;
  readonly #joined: JoinedRuns;
  #asked = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** null is all runs. Without a choice in the address the newest sweep. */
  readonly sweep: SweepRecord | null = $derived.by(() => {
    const { sweeps } = this.#app;
    const chosen = this.#get('sweep');
    if (chosen === ALL) return null;
    return sweeps.get(Number(chosen)) ?? (chosen === '' ? (sweeps.list[0] ?? null) : null);
  });
  /** What the address asks for in place of a sweep that is there: of no such number, or in the bin. null: nothing is missing, as
   *  far as is known before the sweeps are here. */
  readonly missing: string | null = $derived.by(() => {
    const chosen = this.#get('sweep');
    return chosen === '' || chosen === ALL || this.sweep || !this.#app.sweeps.ready ? null : chosen;
  });
  /** What stands in the choice of a sweep; '' while the sweeps are not here, of which the address may name one. */
  readonly shownSweep: string = $derived.by(() => {
    if (this.sweep) return String(this.sweep.id);
    if (this.missing !== null) return this.missing;
    return this.#app.sweeps.ready || this.#get('sweep') === ALL ? ALL : '';
  });
  /** A condition in the filter language, as it was written. */
  readonly filter: string = $derived.by(() => this.#get('filter'));
  readonly #read = $derived(readFilter(this.filter));
  /** Why the filter cannot be read; the figures are then those of the last one that could. */
  readonly filterError: unknown = $derived.by(() => this.#read.error);
  /** Values that occur in the runs, for the completion of the filter. */
  readonly knownValues: KnownValues = $derived.by(() => knownValuesOf(this.#app.runs.list));
  /** Settings to choose from: those that the sweep or its runs differ in. */
  readonly choices: readonly string[] = $derived.by(() => {
    const swept = this.sweep ? sweptPaths(this.sweep.spec) : [];
    const { test } = this.#read;
    const runs = this.#app.runs.list.filter(
      (run) => this.#joined.belongs(run, this.sweep) && (test?.(run) ?? true),
    );
    const experiments = new Set(runs.map((run) => run.experiment)).size > 1 ? ['experiment'] : [];
    return [...new Set([...swept, ...experiments, ...pathsThatVary(runs)])];
  });
  readonly by: readonly string[] = $derived.by(() => {
    const asked = this.#get('by');
    if (asked === NONE) return [];
    if (asked !== '') return [...new Set(asked.split(','))].slice(0, 2);
    const swept = this.sweep ? sweptPaths(this.sweep.spec) : this.choices.filter((path) => path !== 'seed');
    return swept.slice(0, this.sweep ? 2 : 1);
  });
  readonly definition: GrokDefinition = $derived.by(() => ({
    metric: GROK_METRICS.find((metric) => metric === this.#get('metric')) ?? RECORDED_POINT2.metric,
    threshold: numberIn(this.#get('threshold')),
    sustain: numberIn(this.#get('sustain')),
    delay: this.#get('delay') === '1',
  }));
  readonly colour: HeatColour = $derived.by(() => (this.#get('colour') === 'phase' ? 'phase' : 'median'));
  readonly phases: PhaseSettings = $derived.by(() => {
    const part = (key: PhasePart) => numberIn(this.#get(key)) ?? LIU_PHASES[key];
    return { accuracy: part('accuracy'), within: part('within'), gap: part('gap') };
  });
  readonly scales: { readonly x: ScaleKind; readonly y: ScaleKind } = $derived.by(() => ({
    x: this.#get('x') === 'linear' ? 'linear' : 'log',
    y: this.#get('y') === 'linear' ? 'linear' : 'log',
  }));
  readonly query: RunQuery = $derived.by(() => ({
    ...ALL_RUNS,
    sort: 'id',
    filter: this.#read.error ? '' : this.filter,
    sweep: this.sweep?.id ?? null,
  }));
  readonly about: string = $derived.by(() => this.sweep?.name ?? 'all runs');
  readonly figures: readonly FigureSource[] = $derived.by(() =>
    this.times ? figuresOf(this.times, { scales: this.scales, colour: this.colour }) : [],
  );

  constructor(app: AppState) {
    this.#app = app;
    this.#joined = new JoinedRuns(app.connection);
  }

  #get(part: Part | PhasePart): string {
    return this.#app.router.get(part);
  }

  choose(part: Part | PhasePart, value: string): void {
    this.#app.router.set({ [part]: value });
  }

  /** Other runs have other settings. */
  chooseSweep(value: string): void {
    this.#app.router.set({ sweep: value, by: '' });
  }

  chooseBy(index: 0 | 1, path: string): void {
    const by = [...this.by];
    if (path === '') by.splice(index);
    else by[index] = path;
    this.#app.router.set({ by: by.length === 0 ? NONE : [...new Set(by)].join(',') });
  }

  chooseMetric(metric: GrokMetric): void {
    const loss = metric.endsWith('/loss');
    const threshold =
      loss === this.definition.metric.endsWith('/loss') ? this.#get('threshold') : loss ? '0.1' : '';
    const delay = metric.startsWith('train/') ? '' : this.#get('delay');
    const written = metric === RECORDED_POINT2.metric ? '' : metric;
    this.#app.router.set({ metric: written, threshold, delay });
  }

  toggleScale(axis: 'x' | 'y'): void {
    this.choose(axis, this.scales[axis] === 'log' ? 'linear' : '');
  }

  /** Asks anew for what the address says, at once; and while runs change, every now and then. To be called in an effect. */
  follow(): void {
    const { sweeps, runs } = this.#app;
    if (!sweeps.ready || !runs.ready) return;
    if (this.missing !== null) return this.#forget();
    void this.#joined.read(this.sweep);
    if (this.filterError) return;
    const params = this.#params();
    const text = JSON.stringify(params);
    // Reading the list makes the effect run again when a run changes.
    const changed = runs.list;
    if (text !== this.#asked) {
      this.#asked = text;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      void this.read();
    } else if (changed.length > 0) this.#timer ??= setTimeout(() => void this.read(), REST_MS);
  }

  /** All runs in the place of those of a sweep that is not there would look like its own. */
  #forget(): void {
    this.stop();
    this.#asked = '';
    this.times = null;
    this.error = null;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #params() {
    const { query, definition } = this;
    const phases = this.colour === 'phase' ? this.phases : null;
    return { query, by: [...this.by], definition, phases, level: LEVEL };
  }

  async read(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const asked = this.#asked;
    try {
      const times = await this.#app.connection.request('grokTimes.read', this.#params());
      if (asked !== this.#asked) return;
      this.times = withUnknownNamed(times);
      this.error = null;
    } catch (error) {
      if (asked !== this.#asked || isAway(error)) return;
      this.times = null;
      this.error = error;
    }
  }
}

function numberIn(text: string): number | null {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) && value > 0 ? value : null;
}

/** @file The form of a run turned into that of a sweep: which fields vary and how, the seeds, and what it would come to.
 *  What was typed lives in the address, like the rest of the form. */
import { valueAt } from '../../src-main/contract/values/config-fields.ts';
import type { ConfigValue } from '../../src-main/contract/values/change-config.ts';
import {
  MOST_ROUNDS,
  USUAL_ROUNDS,
  USUAL_TARGET,
  type SweepAxis,
  type SweepSearch,
  type SweepSpec,
} from '../../src-main/contract/values/sweep-spec.ts';
import { parseAxis } from '../../src-main/contract/values/sweep-text.ts';
import type { SweepPreview } from '../../src-main/contract/wire/sweep-requests.ts';
import type { AppState } from '../app-state.ts';
import { isAway } from '../client/replies.ts';
import { fieldOf, formatTexts, parseTexts, sentence, type Texts } from './apply-changes.ts';
import type { RunForm } from './run-form.svelte.ts';
import { chosenEngine } from './start-run.ts';
import { firstText, parseSeeds } from './sweep-texts.ts';

const REST_MS = 300;
const USUAL_SEEDS = '1-3';
const USUAL_SAMPLES = 20;

export class SweepForm {
  readonly form: RunForm;
  preview = $state.raw<SweepPreview | null>(null);
  /** What the lab objects to about the sweep as a whole. */
  objection = $state.raw<unknown>(null);
  startError = $state.raw<unknown>(null);
  starting = $state(false);
  skipInvalid = $state(true);
  reuse = $state(true);
  readonly #app: AppState;

  readonly on: boolean = $derived.by(() => this.#app.router.get('sweep') === '1');
  /** What was typed for each field that varies. */
  readonly axisTexts: Texts = $derived.by(() => parseTexts(this.#app.router.query.getAll('axis')));
  readonly seedText: string = $derived.by(() => this.#app.router.get('seeds') || USUAL_SEEDS);
  readonly samples: number = $derived.by(() => Number(this.#app.router.get('samples')) || USUAL_SAMPLES);
  readonly target: number = $derived.by(() => {
    const share = Number(this.#app.router.get('target'));
    return share > 0 && share <= 1 ? share : USUAL_TARGET;
  });
  readonly rounds: number = $derived.by(() => {
    const rounds = Number(this.#app.router.get('rounds'));
    return Number.isInteger(rounds) && rounds >= 1 && rounds <= MOST_ROUNDS ? rounds : USUAL_ROUNDS;
  });
  readonly #parsed: { axes: SweepAxis[]; seeds: number[]; errors: Record<string, string> } = $derived.by(
    () => {
      const errors: Record<string, string> = {};
      const attempt = <T>(path: string, parse: () => T): T[] => {
        try {
          return [parse()];
        } catch (error) {
          errors[path] = sentence(error, fieldOf(error));
          return [];
        }
      };
      const axes = Object.entries(this.axisTexts).flatMap(([path, text]) =>
        attempt(path, () => parseAxis(path, text)),
      );
      const seeds = attempt('seed', () => parseSeeds(this.seedText)).flat();
      return { axes, seeds, errors };
    },
  );
  readonly errors: Readonly<Record<string, string>> = $derived(this.#parsed.errors);
  readonly random: boolean = $derived(this.#parsed.axes.some(({ kind }) => kind !== 'grid'));
  /** The one range in which a critical value could be searched; undefined where several fields vary, or none has a range. */
  readonly searchable: Extract<SweepAxis, { kind: 'range' }> | undefined = $derived.by(() => {
    const [axis, ...others] = this.#parsed.axes;
    return axis?.kind === 'range' && others.length === 0 ? axis : undefined;
  });
  /** Set where the range is not drawn from but halved. */
  readonly search: SweepSearch | null = $derived.by(() => {
    if (!this.searchable || this.#app.router.get('find') !== '1') return null;
    const { path, min, max, scale, whole } = this.searchable;
    return { path, low: min, high: max, scale, whole, target: this.target, rounds: this.rounds };
  });
  readonly spec: SweepSpec | null = $derived.by(() => {
    const { axes, seeds, errors } = this.#parsed;
    if (Object.keys(errors).length > 0 || Object.keys(this.form.applied.errors).length > 0) return null;
    const { seed: _, ...shared } = this.form.texts;
    const changes = Object.fromEntries(Object.entries(shared).filter(([path]) => !(path in this.axisTexts)));
    const { search } = this;
    return {
      ...{ experiment: this.form.experiment.id, changes, axes: search ? [] : axes, seeds, search },
      ...{ samples: this.random && !search ? this.samples : 0, draw: 1, points: [] },
    };
  });
  readonly valid: boolean = $derived.by(
    () =>
      this.spec !== null &&
      !this.objection &&
      this.form.threadsValid &&
      this.form.nameTrouble === undefined &&
      (this.preview?.runs ?? 1) > 0 &&
      (this.skipInvalid || (this.preview?.invalid.length ?? 0) === 0),
  );

  constructor(app: AppState, form: RunForm) {
    this.#app = app;
    this.form = form;
  }

  switch(on: boolean): void {
    this.#app.router.set({ sweep: on ? '1' : '' });
  }

  isVaried(path: string): boolean {
    return this.on && path in this.axisTexts;
  }

  /** A field that begins to vary begins with its value. */
  toggle(path: string): void {
    const { [path]: varied, ...others } = this.axisTexts;
    const value = valueAt(this.form.applied.config, path) as ConfigValue | undefined;
    const next = varied === undefined ? { ...others, [path]: firstText(path, value) } : others;
    this.#app.router.set({ axis: formatTexts(next) });
  }

  setAxis(path: string, text: string): void {
    this.#app.router.set({ axis: formatTexts({ ...this.axisTexts, [path]: text }) });
  }

  setSeeds(text: string): void {
    this.#app.router.set({ seeds: text });
  }

  /** Of the range: how often it is drawn from, or how its critical value is searched. */
  choose(part: 'samples' | 'find' | 'target' | 'rounds', text: string): void {
    this.#app.router.set({ [part]: text });
  }

  /** Asks the lab what it makes of the sweep, once typing has come to rest.
   *  @returns a function that takes the question back */
  ask(): () => void {
    const { spec, reuse } = this;
    if (!this.on || !spec) return () => {};
    let current = true;
    const timer = setTimeout(async () => {
      try {
        const preview = await this.#app.connection.request('sweeps.preview', { spec, reuse });
        if (!current) return;
        this.preview = preview;
        this.objection = null;
      } catch (error) {
        if (!current || isAway(error)) return;
        this.preview = null;
        this.objection = error;
      }
    }, REST_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }

  async start(): Promise<void> {
    const { spec } = this;
    if (!spec || !this.valid || this.starting) return;
    this.starting = true;
    try {
      const asked = this.form.order();
      const { name, tags, threads } = asked;
      // Once for all runs, on what they share.
      const engine = await chosenEngine(this.#app, { ...asked, changes: spec.changes });
      const { skipInvalid, reuse } = this;
      const order = { spec, name, tags, engine, threads, parallel: null, reuse, skipInvalid };
      const { sweep } = await this.#app.connection.request('sweeps.create', order);
      this.startError = null;
      this.#app.sweeps.take(sweep);
      this.#app.router.go({ page: 'sweep', sweep: sweep.id });
    } catch (error) {
      this.startError = error;
    }
    this.starting = false;
  }
}

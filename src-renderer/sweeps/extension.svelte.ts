/** @file More runs for a sweep that is there: seeds, values of its grids, samples. What it has is not repeated. */
import { checkAddition, countRuns } from '../../src-main/contract/values/check-sweep.ts';
import { extendSweep } from '../../src-main/contract/values/expand-sweep.ts';
import { LabError } from '../../src-main/contract/values/lab-error.ts';
import type { SweepRecord } from '../../src-main/contract/values/sweep-record.ts';
import type { SweepAddition } from '../../src-main/contract/values/sweep-spec.ts';
import { parseAxis } from '../../src-main/contract/values/sweep-text.ts';
import type { AppState } from '../app-state.ts';
import { parseSeeds } from '../new-run/sweep-texts.ts';
import { runsInWords } from '../ui/format.ts';
import { errorText } from '../ui/notices.svelte.ts';

/** Keys of what is typed: `seed`, `samples`, or the path of a grid. */
type Texts = Readonly<Record<string, string>>;

export class Extension {
  readonly sweep: SweepRecord;
  texts = $state.raw<Texts>({});
  skipInvalid = $state(false);
  /** Why the lab did not take it. */
  refused = $state.raw<unknown>(null);
  busy = $state(false);
  readonly #app: AppState;

  /** The grids that can have more values. */
  readonly grids: readonly string[];
  readonly #read: { addition: SweepAddition; errors: Texts } = $derived.by(() => {
    const errors: Record<string, string> = {};
    const typed = <T>(key: string, none: T, parse: (text: string) => T): T => {
      const text = this.texts[key]?.trim() ?? '';
      if (text === '') return none;
      try {
        return parse(text);
      } catch (error) {
        errors[key] = errorText(error);
        return none;
      }
    };
    const values = this.grids.map((path) => [path, typed(path, [], (text) => valuesOf(path, text))] as const);
    const addition: SweepAddition = {
      seeds: typed('seed', [], parseSeeds),
      samples: typed('samples', 0, samplesOf),
      values: Object.fromEntries(values.filter(([, list]) => list.length > 0)),
      points: [],
    };
    return { addition, errors };
  });
  readonly errors: Texts = $derived(this.#read.errors);
  /** How many runs would come, those aside that cannot be run; of a search, how many at the most. */
  readonly more: number = $derived.by(() => {
    const { spec } = this.sweep;
    return countRuns(extendSweep(spec, this.#read.addition)) - countRuns(spec);
  });
  readonly valid: boolean = $derived.by(() => Object.keys(this.errors).length === 0 && this.more > 0);

  constructor(app: AppState, sweep: SweepRecord) {
    this.#app = app;
    this.sweep = sweep;
    this.grids = sweep.spec.axes.flatMap((axis) => (axis.kind === 'grid' ? [axis.path] : []));
  }

  set(key: string, text: string): void {
    this.texts = { ...this.texts, [key]: text };
  }

  /** @returns whether the runs came */
  async extend(): Promise<boolean> {
    const { sweep, skipInvalid } = this;
    const { addition } = this.#read;
    this.busy = true;
    try {
      checkAddition(sweep.spec, addition);
      const asked = { sweep: sweep.id, addition, reuse: true, skipInvalid };
      const { sweep: grown, runs } = await this.#app.connection.request('sweeps.extend', asked);
      this.#app.sweeps.take(grown);
      this.#app.notices.info(`${runsInWords(runs.length)} added to ${grown.name}.`);
      return true;
    } catch (error) {
      this.refused = error;
      return false;
    } finally {
      this.busy = false;
    }
  }
}

function valuesOf(path: string, text: string): SweepAddition['values'][string] {
  const axis = parseAxis(path, text);
  if (axis.kind === 'grid') return axis.values;
  throw new LabError('bad-config', `${path}: say how many values, such as 0.1..10 log 5, or list them.`);
}

function samplesOf(text: string): number {
  const samples = Number(text);
  if (Number.isInteger(samples) && samples >= 1) return samples;
  throw new LabError('bad-config', `samples: expected a whole number from 1, got '${text}'.`);
}

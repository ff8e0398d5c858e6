/** @file The form of a new run. What was typed lives in the address, so that reload, back and a copied link keep it. */
import type { ConfigField } from '../../src-main/contract/values/config-fields.ts';
import { valueAt } from '../../src-main/contract/values/config-fields.ts';
import { nameTrouble } from '../../src-main/contract/values/given-name.ts';
import type { RunConfig } from '../../src-main/contract/values/run-config.ts';
import type { Experiment } from '../../src-main/contract/values/experiment.ts';
import type { EngineChoice } from '../../src-main/contract/values/engine-id.ts';
import type { AppState } from '../app-state.ts';
import { isAway } from '../client/replies.ts';
import { differingPaths } from '../runs/run-settings.ts';
import { settingText } from '../ui/format.ts';
import { tagsIn } from '../ui/typed-tags.ts';
import {
  applyChanges,
  fieldOf,
  formatTexts,
  parseTexts,
  sentence,
  standardOf,
  withoutForeign,
  type Applied,
  type Texts,
} from './apply-changes.ts';
import { formGroups, type FormGroup } from './form-groups.ts';
import { runDefaults, startRun, type AskedOrder } from './start-run.ts';

const REST_MS = 250;

export class RunForm {
  readonly experiment: Experiment;
  name = $state('');
  tagText = $state('');
  threadText = $state('');
  #engine = $state<EngineChoice | null>(null);
  starting = $state(false);
  estimatedSeconds = $state<number | null>(null);
  /** What the lab itself objects to, beyond the schema. */
  #objection = $state.raw<unknown>(null);
  startError = $state.raw<unknown>(null);

  readonly #app: AppState;
  readonly texts: Texts = $derived.by(() => parseTexts(this.#app.router.query.getAll('set')));
  readonly applied: Applied = $derived.by(() => applyChanges(this.experiment.config, this.texts));
  readonly #standard: RunConfig = $derived.by(() => standardOf(this.experiment.config, this.texts));
  readonly groups: readonly FormGroup[] = $derived(formGroups(this.applied.config));
  /** Also what was typed and does not fit yet. */
  readonly differing: readonly string[] = $derived.by(() => {
    const fitting = differingPaths(this.applied.config, this.experiment.config);
    return [...new Set([...fitting, ...Object.keys(this.texts)])];
  });
  readonly errors: Readonly<Record<string, string>> = $derived.by(() => {
    const field = fieldOf(this.#objection);
    return field
      ? { [field]: sentence(this.#objection, field), ...this.applied.errors }
      : this.applied.errors;
  });
  /** An objection of the lab that is about no single field. */
  readonly generalError: unknown = $derived(
    this.#objection && fieldOf(this.#objection) === '' ? this.#objection : null,
  );
  /** Why the run, or the sweep, cannot be called that. */
  readonly nameTrouble: string | undefined = $derived(nameTrouble(this.name));
  readonly valid = $derived(
    Object.keys(this.applied.errors).length === 0 &&
      !this.#objection &&
      this.threadsValid &&
      this.nameTrouble === undefined,
  );

  constructor(app: AppState, experiment: Experiment) {
    this.#app = app;
    this.experiment = experiment;
    this.threadText = String(runDefaults(app).threads ?? '');
  }

  get engine(): EngineChoice {
    return this.#engine ?? runDefaults(this.#app).engine;
  }

  set engine(engine: EngineChoice) {
    this.#engine = engine;
  }

  get threadsValid(): boolean {
    return (
      this.threadText.trim() === '' || /^([1-9]\d?|1\d\d|2[0-4]\d|25[0-6])$/.test(this.threadText.trim())
    );
  }

  /** What stands in a field: what was typed, else the value of the config. */
  textOf(field: ConfigField): string {
    return this.texts[field.path] ?? settingText(valueAt(this.applied.config, field.path));
  }

  defaultOf(field: ConfigField): string {
    return this.#standardText(field.path);
  }

  /** A kind's default is the experiment's own; any other field's is that of the kind it belongs to. */
  #standardText(path: string): string {
    return settingText(valueAt(path.endsWith('.kind') ? this.experiment.config : this.#standard, path));
  }

  /** Typing the default again takes the change back; choosing another kind those of fields that it does not have. */
  set(path: string, text: string): void {
    const { [path]: _, ...others } = this.texts;
    const texts = text === this.#standardText(path) ? others : { ...others, [path]: text };
    this.#app.router.set({ set: formatTexts(withoutForeign(this.experiment.config, texts)) });
  }

  reset(path: string): void {
    const { [path]: _, ...others } = this.texts;
    this.#app.router.set({ set: formatTexts(withoutForeign(this.experiment.config, others)) });
  }

  resetAll(): void {
    this.#app.router.set({ set: [] });
  }

  /** Asks the lab what it makes of the form, once typing has come to rest.
   *  @returns a function that takes the question back */
  preview(): () => void {
    const { texts } = this;
    if (Object.keys(this.applied.errors).length > 0) return () => {};
    let current = true;
    const timer = setTimeout(async () => {
      try {
        const reply = await this.#app.connection.request('experiments.preview', {
          experiment: this.experiment.id,
          changes: texts,
        });
        if (!current) return;
        this.estimatedSeconds = reply.estimatedSeconds;
        this.#objection = null;
      } catch (error) {
        if (current && !isAway(error)) this.#objection = error;
      }
    }, REST_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }

  async start(): Promise<void> {
    if (!this.valid || this.starting) return;
    this.starting = true;
    this.startError = await startRun(this.#app, this.order());
    this.starting = false;
  }

  /** What the form asks for. */
  order(): AskedOrder {
    const threads = this.threadText.trim();
    return {
      experiment: this.experiment.id,
      changes: { ...this.texts },
      name: this.name.trim(),
      tags: tagsIn(this.tagText),
      engine: this.engine,
      threads: threads === '' ? null : Number(threads),
    };
  }
}

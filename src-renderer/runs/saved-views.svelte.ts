/** @file Views of the table that somebody gave a name: what it is filtered and sorted by, and its columns. Kept with the
 *  lab's settings, so that every window has them. */
import { z } from 'zod';
import type { AppState } from '../app-state.ts';
import { DEFAULT_COLUMNS } from './columns.ts';

const KEY = 'runs.views';
/** Parts of the address that make a view. */
const PARTS = ['search', 'status', 'filter', 'archived', 'sort', 'differing'] as const;

const savedView = z.object({
  address: z.record(z.string(), z.string()),
  columns: z.array(z.string()).min(1),
});
type SavedView = z.infer<typeof savedView>;
const NONE: Readonly<Record<string, SavedView>> = {};

export class SavedViews {
  readonly #app: Pick<AppState, 'router' | 'preferences'>;

  constructor(app: Pick<AppState, 'router' | 'preferences'>) {
    this.#app = app;
  }

  readonly #all = $derived.by(() => this.#app.preferences.get(KEY, z.record(z.string(), savedView), NONE));
  readonly names: readonly string[] = $derived.by(() => Object.keys(this.#all).sort());
  /** The view that is shown, if it has a name. */
  readonly current: string | undefined = $derived.by(() => {
    const shown = JSON.stringify(this.#shown());
    return this.names.find((name) => JSON.stringify(this.#all[name]) === shown);
  });

  /** Gives the view shown a name; one of that name is replaced. */
  save(name: string): void {
    void this.#app.preferences.set(KEY, { ...this.#all, [name]: this.#shown() });
  }

  open(name: string): void {
    const view = this.#all[name];
    if (!view) return;
    const address = Object.fromEntries(PARTS.map((part) => [part, view.address[part] ?? '']));
    this.#app.router.set({ ...address, selected: '' });
    void this.#app.preferences.set('runs.columns', view.columns);
  }

  remove(name: string): void {
    const others = Object.fromEntries(Object.entries(this.#all).filter(([one]) => one !== name));
    void this.#app.preferences.set(KEY, Object.keys(others).length > 0 ? others : null);
  }

  #shown(): SavedView {
    const { router, preferences } = this.#app;
    const parts = PARTS.map((part) => [part, router.get(part)] as const).filter(([, value]) => value !== '');
    const columns = preferences.get('runs.columns', z.array(z.string()).min(1), [...DEFAULT_COLUMNS]);
    return { address: Object.fromEntries(parts), columns };
  }
}

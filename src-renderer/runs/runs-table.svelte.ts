/** @file The table of runs: what is filtered, sorted, shown and selected. Filters, order and selection live in the
 *  address, columns and widths with the preferences. */
import { z } from 'zod';
import type { KnownValues } from '../../src-main/contract/values/filter/complete-filter.ts';
import {
  RUN_STATUSES,
  type RunId,
  type RunRecord,
  type RunStatus,
} from '../../src-main/contract/values/run-record.ts';
import type { AppState } from '../app-state.ts';
import type { LiveRuns } from '../client/live-runs.svelte.ts';
import type { LiveSweeps } from '../client/live-sweeps.svelte.ts';
import { columnOf, DEFAULT_COLUMNS, SWEPT, type Column, type RowContext } from './columns.ts';
import { knownValuesOf, readFilter } from './read-filter.ts';
import {
  columnsThatDiffer,
  filterRuns,
  formatIds,
  formatSorts,
  nextSorts,
  parseIds,
  parseSorts,
  pinnedFirst,
  sortRuns,
  type Sort,
} from './table-view.ts';

type Shared = Pick<AppState, 'router' | 'preferences' | 'experiments' | 'sweeps'>;

const NO_WIDTHS: Readonly<Record<string, number>> = {};
const LEAST_WIDTH = 48;

export class RunsTable {
  readonly #app: Shared;
  readonly #source: LiveRuns;
  readonly #bin: boolean;
  #dragged = $state.raw<{ id: string; width: number } | null>(null);
  /** Where a range of selected rows starts. */
  #anchor: RunId | null = null;
  /** Progress as the last sort saw it: ticks of progress must not move rows about under the pointer. */
  readonly context: RowContext;

  /** @param binned the sweeps of the bin where the rows are those of the bin, which say since when they are there */
  constructor(app: Shared, source: LiveRuns, binned: LiveSweeps | null = null) {
    this.#app = app;
    this.#source = source;
    this.#bin = binned !== null;
    this.context = {
      progressOf: (run) => run.progress,
      defaultsOf: (run) => app.experiments.get(run.experiment)?.config,
      sweepOf: ({ sweep }) => (sweep === null ? undefined : (app.sweeps.get(sweep) ?? binned?.get(sweep))),
    };
  }

  readonly search: string = $derived.by(() => this.#app.router.get('search'));
  readonly statuses: readonly RunStatus[] = $derived.by(() =>
    RUN_STATUSES.filter((status) => this.#app.router.get('status').split(',').includes(status)),
  );
  readonly sorts: readonly Sort[] = $derived.by(() => parseSorts(this.#app.router.get('sort')));
  readonly onlyDiffering: boolean = $derived.by(() => this.#app.router.get('differing') === '1');

  /** A condition in the filter language, as it was written. */
  readonly filter: string = $derived.by(() => this.#app.router.get('filter'));
  readonly #read = $derived(readFilter(this.filter));
  /** Why the filter cannot be read; the rows are then those without it. */
  readonly filterError: unknown = $derived.by(() => this.#read.error);
  /** Whether archived runs are among the rows. */
  readonly archived: boolean = $derived.by(
    () => this.#app.router.get('archived') === '1' || this.#read.fields.has('archived'),
  );
  /** Values that occur in the runs, for the completion of a filter. */
  readonly knownValues: KnownValues = $derived.by(() => knownValuesOf(this.#source.list));
  /** Why no run fits: '' where nothing but its conditions says so. */
  readonly whyNone: string = $derived.by(() => this.#read.unmetTag(this.knownValues.tag ?? []));

  readonly #inSight: readonly RunRecord[] = $derived.by(() =>
    this.archived || !this.#source.list.some((run) => run.archived)
      ? this.#source.list
      : this.#source.list.filter((run) => !run.archived),
  );
  readonly rows: readonly RunRecord[] = $derived.by(() => {
    const { search, statuses } = this;
    const found = filterRuns(this.#inSight, { search, statuses, test: this.#read.test }, this.context);
    return pinnedFirst(sortRuns(found, this.sorts, this.context));
  });

  readonly chosenColumns: readonly string[] = $derived.by(() =>
    this.#app.preferences.get('runs.columns', z.array(z.string()).min(1), [...DEFAULT_COLUMNS]),
  );
  readonly columns: readonly Column[] = $derived.by(() => {
    const ids = this.onlyDiffering
      ? columnsThatDiffer(this.chosenColumns, this.rows, this.context)
      : this.chosenColumns;
    const shown = this.#bin ? ['deleted', ...ids.filter((id) => id !== 'deleted')] : ids;
    const swept = shown.includes(SWEPT) && this.rows.some((run) => this.context.sweepOf(run));
    return shown.flatMap((id) => (id === SWEPT && !swept ? [] : (columnOf(id) ?? [])));
  });
  readonly #widths = $derived.by(() =>
    this.#app.preferences.get('runs.widths', z.record(z.string(), z.number()), NO_WIDTHS),
  );

  readonly selected: ReadonlySet<RunId> = $derived.by(
    () => new Set(parseIds(this.#app.router.get('selected'))),
  );
  /** The selected runs in the order shown; a run that is filtered out is not acted on. */
  readonly selectedRuns: readonly RunRecord[] = $derived(
    this.rows.filter((run) => this.selected.has(run.id)),
  );

  widthOf(column: Column): number {
    if (this.#dragged?.id === column.id) return this.#dragged.width;
    return Math.max(LEAST_WIDTH, this.#widths[column.id] ?? column.width);
  }

  /** Shows a width that is still being chosen. */
  dragWidth(column: Column, width: number): void {
    this.#dragged = { id: column.id, width: Math.max(LEAST_WIDTH, width) };
  }

  /** Keeps the width that was chosen last. */
  keepWidth(): void {
    const dragged = this.#dragged;
    this.#dragged = null;
    if (dragged)
      void this.#app.preferences.set('runs.widths', { ...this.#widths, [dragged.id]: dragged.width });
  }

  setSearch(text: string): void {
    this.#app.router.set({ search: text });
  }

  toggleStatus(status: RunStatus): void {
    const on = this.statuses.includes(status);
    const statuses = on ? this.statuses.filter((one) => one !== status) : [...this.statuses, status];
    this.#app.router.set({ status: statuses.join(',') });
  }

  setFilter(text: string): void {
    this.#app.router.set({ filter: text });
  }

  toggleArchived(): void {
    this.#app.router.set({ archived: this.archived ? '' : '1' });
  }

  clearFilters(): void {
    this.#app.router.set({ search: '', status: '', filter: '' });
  }

  sortBy(column: string, add: boolean): void {
    this.#app.router.set({ sort: formatSorts(nextSorts(this.sorts, column, add)) });
  }

  toggleDiffering(): void {
    this.#app.router.set({ differing: this.onlyDiffering ? '' : '1' });
  }

  toggleColumn(id: string): void {
    const shown = this.chosenColumns;
    const next = shown.includes(id) ? shown.filter((one) => one !== id) : [...shown, id];
    if (next.length > 0) void this.#app.preferences.set('runs.columns', next);
  }

  /** Moves a column one place to the left (−1) or right (1). */
  moveColumn(id: string, by: -1 | 1): void {
    const next = [...this.chosenColumns];
    const at = next.indexOf(id);
    const other = next[at + by];
    if (at < 0 || other === undefined) return;
    next[at + by] = id;
    next[at] = other;
    void this.#app.preferences.set('runs.columns', next);
  }

  resetColumns(): void {
    void this.#app.preferences.set('runs.columns', null);
    void this.#app.preferences.set('runs.widths', null);
  }

  /** Selects or deselects a row; with `range` every row between it and the one touched before. */
  toggle(id: RunId, range: boolean): void {
    const next = new Set(this.selected);
    const on = !next.has(id);
    for (const one of range ? this.#between(this.#anchor, id) : [id]) {
      if (on) next.add(one);
      else next.delete(one);
    }
    this.#anchor = id;
    this.#select(next);
  }

  toggleAll(): void {
    const all = this.rows.every((run) => this.selected.has(run.id));
    this.#select(all ? [] : this.rows.map((run) => run.id));
  }

  clearSelection(): void {
    this.#select([]);
  }

  #between(from: RunId | null, to: RunId): RunId[] {
    const ids = this.rows.map((run) => run.id);
    const start = from === null ? -1 : ids.indexOf(from);
    const end = ids.indexOf(to);
    return start < 0 ? [to] : ids.slice(Math.min(start, end), Math.max(start, end) + 1);
  }

  #select(ids: Iterable<RunId>): void {
    this.#app.router.set({ selected: formatIds(ids) });
  }
}

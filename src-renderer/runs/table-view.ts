/** @file Which runs a table shows and in which order. Pure, and quick for thousands of rows. */
import type { RunRecord, RunStatus } from '../../src-main/contract/values/run-record.ts';
import { columnOf, sweptText, type RowContext, type SortValue } from './columns.ts';
import { compareValues } from './run-settings.ts';

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** `-created,name` */
export function parseSorts(text: string): Sort[] {
  return text
    .split(',')
    .filter(Boolean)
    .map((part) => ({ column: part.replace(/^-/, ''), descending: part.startsWith('-') }))
    .filter(({ column }) => columnOf(column) !== undefined);
}

export const formatSorts = (sorts: readonly Sort[]): string =>
  sorts.map(({ column, descending }) => (descending ? `-${column}` : column)).join(',');

/**
 * The sorts after a click on a column's head: up, down, then none. With `add` the column joins the others as the
 * last one to decide; otherwise it stands alone.
 */
export function nextSorts(sorts: readonly Sort[], column: string, add: boolean): Sort[] {
  const before = sorts.find((sort) => sort.column === column);
  const others = add ? sorts.filter((sort) => sort.column !== column) : [];
  if (!before) return [...others, { column, descending: false }];
  if (before.descending) return others;
  const turned = { column, descending: true };
  return add ? sorts.map((sort) => (sort === before ? turned : sort)) : [turned];
}

/** Lower-case text that is searched; made once per record. */
const haystacks = new WeakMap<RunRecord, string>();

function haystack(run: RunRecord, context: RowContext): string {
  let text = haystacks.get(run);
  if (text === undefined) {
    const differs = columnOf('differs')?.text(run, context) ?? '';
    text = [run.name, run.experiment, run.status, run.engine, ...run.tags, run.note, differs]
      .join('\n')
      .toLowerCase();
    haystacks.set(run, text);
  }
  return text;
}

/** Whether the word is in what the run's sweep varied, which may be as the experiment has it. Asked each time: sweeps may
 *  come in after the runs. */
const isSwept = (run: RunRecord, word: string, context: RowContext): boolean =>
  sweptText(run, context).toLowerCase().includes(word);

export interface RunsFilter {
  /** Words that must all occur. */
  readonly search: string;
  /** [] is all. */
  readonly statuses: readonly RunStatus[];
  /** What the filter language says; undefined where nothing is said. */
  readonly test: ((run: RunRecord) => boolean) | undefined;
}

/** Runs of one of the statuses, in which every word occurs, and that pass the test. */
export function filterRuns(
  runs: readonly RunRecord[],
  { search, statuses, test }: RunsFilter,
  context: RowContext,
): readonly RunRecord[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && statuses.length === 0 && !test) return runs;
  return runs.filter(
    (run) =>
      (!test || test(run)) &&
      (statuses.length === 0 || statuses.includes(run.status)) &&
      words.every((word) => haystack(run, context).includes(word) || isSwept(run, word, context)),
  );
}

/** Pinned runs above the others, otherwise in the order given. */
export function pinnedFirst(runs: readonly RunRecord[]): readonly RunRecord[] {
  const pinned = runs.filter((run) => run.pinned);
  return pinned.length === 0 ? runs : [...pinned, ...runs.filter((run) => !run.pinned)];
}

const collator = new Intl.Collator('en', { numeric: true });

/** Sorted by several columns; what is missing comes last either way; equal rows keep newest first. */
export function sortRuns(
  runs: readonly RunRecord[],
  sorts: readonly Sort[],
  context: RowContext,
): readonly RunRecord[] {
  if (sorts.length === 0) return runs;
  const keys = sorts.map(({ column, descending }) => {
    const value = columnOf(column)?.sortValue ?? (() => null);
    return { values: ranked(runs.map((run) => value(run, context))), sign: descending ? -1 : 1 };
  });
  const order = runs.map((_, index) => index);
  order.sort((a, b) => {
    for (const { values, sign } of keys) {
      const compared = compare(values[a] ?? null, values[b] ?? null, sign);
      if (compared !== 0) return compared;
    }
    return a - b;
  });
  return order.map((index) => runs[index] as RunRecord);
}

/** Texts and lists replaced by their rank: comparing them is slow, and many rows have the same. */
function ranked(values: readonly SortValue[]): (number | null)[] {
  const texts = new Set(values.filter((value) => typeof value === 'string'));
  const order = new Map([...texts].sort(collator.compare).map((text, rank) => [text, rank]));
  const keys = values.map((value) => (isList(value) ? JSON.stringify(value) : ''));
  const ranks = listRanks(values, keys);
  return values.map((value, i) => {
    if (isList(value)) return ranks.get(keys[i] as string) ?? null;
    return typeof value === 'string' ? (value === '' ? null : (order.get(value) ?? null)) : value;
  });
}

const isList = (value: SortValue): value is readonly unknown[] => Array.isArray(value);

/** @param keys of the values: '' of those that are no lists */
function listRanks(values: readonly SortValue[], keys: readonly string[]): Map<string, number> {
  const distinct = new Map<string, readonly unknown[]>();
  for (const [i, value] of values.entries()) if (isList(value)) distinct.set(keys[i] as string, value);
  const sorted = [...distinct].sort(([, a], [, b]) => compareValues(a, b));
  return new Map(sorted.map(([key], rank) => [key, rank]));
}

function compare(a: number | null, b: number | null, sign: number): number {
  const missingA = a === null || Number.isNaN(a);
  const missingB = b === null || Number.isNaN(b);
  if (missingA || missingB) return Number(missingA) - Number(missingB);
  return sign * (a - b);
}

/** Columns that are not the same in all rows; the first few that tell rows apart always stay. */
export function columnsThatDiffer(
  ids: readonly string[],
  runs: readonly RunRecord[],
  context: RowContext,
): readonly string[] {
  const first = runs[0];
  if (!first) return ids;
  const always = new Set(['status', 'name', 'progress', 'curve']);
  return ids.filter((id) => {
    const column = columnOf(id);
    if (!column || always.has(id)) return true;
    const value = column.text(first, context);
    return runs.some((run) => column.text(run, context) !== value);
  });
}

/** Numbers as short text: `1-5,9`. */
export function formatIds(ids: Iterable<number>): string {
  const sorted = [...new Set(ids)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length; i++) {
    const start = sorted[i] as number;
    while (sorted[i + 1] === (sorted[i] as number) + 1) i++;
    const end = sorted[i] as number;
    parts.push(start === end ? `${start}` : `${start}-${end}`);
  }
  return parts.join(',');
}

/** More than a store can hold; an address typed by hand must not fill the memory. */
const MOST_IDS = 100_000;

export function parseIds(text: string): number[] {
  const ids: number[] = [];
  for (const part of text.split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
    if (!match) continue;
    const from = Number(match[1]);
    const to = Math.min(Number(match[2] ?? from), from + MOST_IDS);
    for (let id = from; id <= to && ids.length < MOST_IDS; id++) if (id > 0) ids.push(id);
  }
  return ids;
}

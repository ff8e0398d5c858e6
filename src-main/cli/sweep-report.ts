/** @file What is said about a sweep: previews, counts, searches. */
import { quoteWord } from '../base/quote-word.ts';
import { shareReached } from '../contract/values/bisect.ts';
import type { ConfigChanges } from '../contract/values/change-config.ts';
import { sweptPaths } from '../contract/values/expand-sweep.ts';
import type { SweepPointRecord, SweepRecord } from '../contract/values/sweep-record.ts';
import type { SweepSearch, SweepSpec } from '../contract/values/sweep-spec.ts';
import type { SweepPreview } from '../contract/wire/sweep-requests.ts';
import { asCalled } from '../lab/as-called.ts';
import { duration, grouped, short } from './people.ts';
import type { StoreLocation } from './store-location.ts';
import { textTable, type Column } from './text-table.ts';

const MOST_LISTED = 10;

/** The object that `sweep`, `extend` and `resume --sweep` end with. */
export function sweepObject(sweep: SweepRecord, points: readonly SweepPointRecord[], seconds: number) {
  return {
    sweep: sweep.id,
    runs: points.flatMap(({ run }) => (run === null ? [] : [run])),
    finished: sweep.counts.finished,
    failed: sweep.counts.failed,
    seconds,
    ...(sweep.search && { search: sweep.search }),
  };
}

/** A search before it is made. */
export interface PlannedSearch extends Pick<SweepSearch, 'path' | 'scale' | 'target' | 'rounds'> {
  readonly from: number;
  readonly to: number;
  readonly seeds: number;
}

export interface PreviewTerms {
  readonly reuse: boolean;
  /** Left out for what is no search. */
  readonly search?: PlannedSearch | undefined;
}

export function searchOf({ search, seeds }: Pick<SweepSpec, 'search' | 'seeds'>): PlannedSearch | undefined {
  if (!search) return undefined;
  const { path, low: from, high: to, scale, target, rounds } = search;
  return { path, from, to, scale, target, rounds, seeds: new Set(seeds).size };
}

/** The object that a dry run ends with: of a search its `runs` are the most there may be. */
export function previewObject(preview: SweepPreview, search: PlannedSearch | undefined) {
  return search ? { ...preview, atMost: true, search } : preview;
}

/** What would be started, line by line. */
export function previewLines(preview: SweepPreview, { reuse, search }: PreviewTerms): string[] {
  const { runs, invalid, duplicates, existing, seconds, secondsPerRun, workers } = preview;
  const atMost = search ? 'at most ' : '';
  return [
    `${atMost}${counted(runs, 'run')}${search ? `: ${searchSteps(search)}` : ''}`,
    ...(duplicates > 0 ? [`${counted(duplicates, 'point')} left out, whose config an earlier one has`] : []),
    ...(existing.length > 0
      ? [
          `${grouped(existing.length)} of them finished before; ${reuse ? 'they are taken, not trained again' : '--reuse takes those instead of training again'}`,
        ]
      : []),
    secondsPerRun === null || seconds === null
      ? 'how long they take is not known: no run of that kind has trained here'
      : `about ${duration(secondsPerRun)} a run, ${atMost}${duration(seconds)} for all, ${counted(workers, 'run')} at a time`,
    ...invalid
      .slice(0, MOST_LISTED)
      .map(({ changes, message }) => `cannot be run: ${changesText(changes)}: ${message}`),
    ...(invalid.length > MOST_LISTED
      ? [`and ${grouped(invalid.length - MOST_LISTED)} more that cannot`]
      : []),
  ];
}

function searchSteps({ path, rounds, seeds }: PlannedSearch): string {
  const [each, then] = seeds === 1 ? ['one', 'one'] : [`${grouped(seeds)} (one per seed)`, grouped(seeds)];
  return `${each} at each end of ${path}, then ${then} in the middle of what is left, up to ${counted(rounds, 'time')}`;
}

export function changesText(changes: ConfigChanges): string {
  const parts = Object.entries(changes).map(([path, value]) => `${path}=${String(value)}`);
  return parts.join(' ') || 'no change';
}

/** How its runs stand: `12 runs: 9 finished, 1 failed, 2 paused; 7 generalised`. */
export function countsText({ counts }: SweepRecord): string {
  const { total, reached, ...statuses } = counts;
  const parts = Object.entries(statuses).filter(([, n]) => n > 0);
  const states = parts.map(([status, n]) => `${grouped(n)} ${status}`).join(', ');
  return `${counted(total, 'run')}: ${states}; ${grouped(reached)} generalised`;
}

/** How it ended, in one sentence. */
export function sweepClosing(sweep: SweepRecord, seconds: number): string {
  return `Sweep ${sweep.id} (${sweep.name}) after ${duration(seconds)}: ${countsText(sweep)}.`;
}

export function sweepHints(sweep: SweepRecord, location: StoreLocation): string[] {
  const db = location.source === '--db' ? ` --db ${quoteWord(location.file)}` : '';
  const { finished, total } = sweep.counts;
  const next = finished < total ? `groklab rerun-missing ${sweep.id}` : `groklab show --sweep ${sweep.id}`;
  return [
    `Curves: groklab export curves --sweep ${sweep.id}${db} --out sweep-${sweep.id}.csv`,
    `Next: ${next}${db}`,
  ].map((hint) => asCalled(hint));
}

interface Cell {
  readonly changes: ConfigChanges;
  readonly points: readonly SweepPointRecord[];
}

/** A row per combination of values, its seeds counted; of a search by what it searches, not in the order it asked. */
export function matrixLines(sweep: SweepRecord, points: readonly SweepPointRecord[]): string[] {
  const paths = sweptPaths(sweep.spec);
  const groups = Map.groupBy(points, ({ changes }) => JSON.stringify(changes));
  const cells = [...groups.values()].map((group): Cell => ({
    changes: group[0]?.changes ?? {},
    points: group,
  }));
  const searched = sweep.spec.search?.path;
  if (searched !== undefined) {
    const valueOf = ({ changes }: Cell) => Number(changes[searched]);
    cells.sort((a, b) => valueOf(a) - valueOf(b));
  }
  const of = (cell: Cell, status: SweepPointRecord['status']) =>
    cell.points.filter((point) => point.status === status).length;
  const columns: Column<Cell>[] = [
    ...paths.map((path): Column<Cell> => ({
      title: path,
      text: ({ changes }) => String(changes[path] ?? '–'),
    })),
    { title: 'seeds', text: ({ points: all }) => grouped(all.length), align: 'right' },
    { title: 'finished', text: (cell) => grouped(of(cell, 'finished')), align: 'right' },
    { title: 'failed', text: (cell) => grouped(of(cell, 'failed')), align: 'right' },
    {
      title: 'generalised',
      text: ({ points: all }) => grouped(all.filter((p) => p.point2).length),
      align: 'right',
    },
    { title: 'at steps', text: ({ points: all }) => stepsText(all) },
  ];
  return textTable(columns, cells);
}

function stepsText(points: readonly SweepPointRecord[]): string {
  const steps = points.flatMap(({ point2 }) => (point2 ? [point2.step] : [])).sort((a, b) => a - b);
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return '–';
  return first === last ? grouped(first) : `${grouped(first)} to ${grouped(last)}`;
}

const SEARCH_TEXTS: Readonly<Record<NonNullable<SweepRecord['search']>['status'], string>> = {
  searching: 'still searching',
  found: 'found',
  'no-crossing': 'no crossing: both ends lie on one side of the target',
  undecided: 'undecided: at one value every run failed',
};

/** The state of a search: its interval, and what each value gave. */
export function searchLines({ spec, search }: SweepRecord): string[] {
  if (!search || !spec.search) return [];
  const { path, target } = spec.search;
  const where = `${path} between ${short(search.low)} and ${short(search.high)}`;
  return [
    `${where} for a share of ${target}: ${SEARCH_TEXTS[search.status]}`,
    ...textTable(
      [
        { title: path, text: (row) => String(row.value), align: 'right' },
        { title: 'generalised', text: (row) => grouped(row.reached), align: 'right' },
        { title: 'not', text: (row) => grouped(row.censored), align: 'right' },
        { title: 'failed', text: (row) => grouped(row.failed), align: 'right' },
        { title: 'open', text: (row) => grouped(row.open), align: 'right' },
        { title: 'share', text: (row) => shareReached(row)?.toFixed(2) ?? '–', align: 'right' },
      ],
      search.rows,
    ),
  ];
}

function counted(n: number, noun: string): string {
  return `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;
}

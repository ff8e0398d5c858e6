/** @file The runs of a sweep laid out as a matrix: a row per combination of values, a column per value of one more
 *  setting or per seed, and in each cell its runs as small states. */
import { sweptPaths } from '../../src-main/contract/values/expand-sweep.ts';
import type { RunRecord } from '../../src-main/contract/values/run-record.ts';
import type { SweepPointRecord, SweepRecord } from '../../src-main/contract/values/sweep-record.ts';
import type { SweepSpec } from '../../src-main/contract/values/sweep-spec.ts';
import { settingName } from '../runs/run-settings.ts';
import { count, settingText } from '../ui/format.ts';

export interface MatrixCell {
  readonly key: string;
  readonly points: readonly SweepPointRecord[];
}

export interface MatrixRow {
  readonly key: string;
  /** A text per setting of the rows. */
  readonly values: readonly string[];
  readonly cells: readonly MatrixCell[];
  readonly points: readonly SweepPointRecord[];
}

export interface Matrix {
  /** Settings that tell the rows apart. */
  readonly rowPaths: readonly string[];
  /** The setting that tells the columns apart: a path or 'seed'. */
  readonly columnPath: string;
  readonly columns: readonly string[];
  readonly rows: readonly MatrixRow[];
}

export function matrixOf(spec: SweepSpec, points: readonly SweepPointRecord[]): Matrix {
  const paths = sweptPaths(spec);
  const columnPath = columnPathOf(spec, paths);
  const rowPaths = paths.filter((path) => path !== columnPath);
  const valueOf = (point: SweepPointRecord, path: string) =>
    path === 'seed' ? point.seed : (point.changes[path] as unknown);
  const columns = [...new Set(points.map((point) => settingText(valueOf(point, columnPath))))].sort(
    inNumbers,
  );
  const rows = new Map<string, SweepPointRecord[]>();
  for (const point of points) {
    const key = JSON.stringify(rowPaths.map((path) => valueOf(point, path) ?? null));
    rows.set(key, [...(rows.get(key) ?? []), point]);
  }
  const first = (own: readonly SweepPointRecord[]) =>
    rowPaths.map((path) => valueOf(own[0] as SweepPointRecord, path));
  const sorted = [...rows].sort(([, a], [, b]) => compare(first(a), first(b)));
  return {
    rowPaths,
    columnPath,
    columns,
    rows: sorted.map(([key, own]) => ({
      key,
      values: first(own).map(settingText),
      points: own,
      cells: columns.map((column) => ({
        key: column,
        points: own.filter((point) => settingText(valueOf(point, columnPath)) === column),
      })),
    })),
  };
}

/** The last grid where there are several and every combination exists; else the seeds. */
function columnPathOf({ axes, points }: SweepSpec, paths: readonly string[]): string {
  const full = points.length === 0 && axes.every(({ kind }) => kind === 'grid');
  return full && paths.length > 1 ? (paths.at(-1) as string) : 'seed';
}

/** Numbers by size, words by their letters. */
function inNumbers(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  return Number.isNaN(difference) ? a.localeCompare(b, 'en', { numeric: true }) : difference;
}

function compare(left: readonly unknown[], right: readonly unknown[]): number {
  for (const [i, a] of left.entries()) {
    const b = right[i];
    const order =
      typeof a === 'number' && typeof b === 'number' ? a - b : inNumbers(settingText(a), settingText(b));
    if (order !== 0) return order;
  }
  return 0;
}

/** How a point is drawn: its status, and of a run that is over whether it generalised. */
export type CellState = Exclude<SweepPointRecord['status'], 'finished'> | 'grokked' | 'not-grokked';

export const stateOf = ({ status, point2 }: SweepPointRecord): CellState =>
  status !== 'finished' ? status : point2 ? 'grokked' : 'not-grokked';

export const STATE_WORDS: Readonly<Record<CellState, string>> = {
  queued: 'waits',
  running: 'runs',
  paused: 'paused',
  grokked: 'generalised',
  'not-grokked': 'not by its last step',
  failed: 'failed',
  interrupted: 'interrupted',
  stopped: 'stopped',
  missing: 'deleted',
};

/** 'λ = 0.3, seed 2: runs, step 1 200 of 4 000'. */
export function pointLabel(point: SweepPointRecord): string {
  const changes = Object.entries(point.changes).map(
    ([path, value]) => `${settingName(path)} = ${settingText(value)}`,
  );
  const where = [...changes, `seed ${point.seed}`].join(', ');
  const state = stateOf(point);
  if (state === 'grokked' && point.point2) return `${where}: generalised at ${count(point.point2.step)}`;
  const reached = point.point2 ? `, generalised at ${count(point.point2.step)}` : '';
  const far =
    state === 'queued' || state === 'missing' ? '' : `, step ${count(point.step)} of ${count(point.steps)}`;
  return `${where}: ${STATE_WORDS[state]}${far}${reached}`;
}

/** The point with what is known of its run by now. */
export function withRun(point: SweepPointRecord, run: RunRecord | undefined): SweepPointRecord {
  if (!run) return point;
  const { status, progress, point1, point2 } = run;
  return { ...point, status, step: progress.step, steps: progress.steps, point1, point2 };
}

/** Share of all steps of the sweep that are done; a run that is over is done. */
export function shareDone(points: readonly SweepPointRecord[]): number {
  if (points.length === 0) return 0;
  const over = new Set(['finished', 'failed', 'stopped', 'missing']);
  const done = points.map(({ status, step, steps }) => (over.has(status) ? 1 : steps > 0 ? step / steps : 0));
  return done.reduce((a, b) => a + b, 0) / points.length;
}

/** '12 runs: 9 finished, 2 running, 1 waiting'. */
export function countWords({ counts }: Pick<SweepRecord, 'counts'>): string {
  const words = [
    [counts.finished, 'finished'],
    [counts.running, 'running'],
    [counts.queued, 'waiting'],
    [counts.paused, 'paused'],
    [counts.stopped, 'stopped'],
    [counts.interrupted, 'interrupted'],
    [counts.failed, 'failed'],
    [counts.missing, 'deleted'],
  ] as const;
  const named = words.filter(([n]) => n > 0).map(([n, word]) => `${count(n)} ${word}`);
  return `${counts.total === 1 ? 'one run' : `${count(counts.total)} runs`}: ${named.join(', ')}`;
}

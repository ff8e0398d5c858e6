/** @file The columns a table of runs can have. */
import { isOwn } from '../../src-main/contract/values/foreign-run.ts';
import { fieldAt, valueAt } from '../../src-main/contract/values/config-fields.ts';
import { METRICS, type MetricName } from '../../src-main/contract/values/metric.ts';
import type { RunConfig } from '../../src-main/contract/values/run-config.ts';
import type { RunProgress, RunRecord } from '../../src-main/contract/values/run-record.ts';
import type { SweepRecord } from '../../src-main/contract/values/sweep-record.ts';
import { ago, count, duration, metricText, settingText } from '../ui/format.ts';
import { delayOf, pointCell } from './points.ts';
import { settingsInWords, settingsThatDiffer, sweptSettings } from './run-settings.ts';

export interface RowContext {
  progressOf(run: RunRecord): RunProgress;
  defaultsOf(run: RunRecord): RunConfig | undefined;
  /** The sweep that started it; undefined where there is none, or where it is gone. */
  sweepOf(run: RunRecord): SweepRecord | undefined;
}

/** Lists are compared value by value. */
export type SortValue = number | string | readonly unknown[] | null;

export interface Column {
  readonly id: string;
  readonly label: string;
  /** Pixels, unless somebody changed it. */
  readonly width: number;
  readonly align: 'left' | 'right';
  /** Drawn by a component of its own where it is more than text. */
  readonly cell: 'text' | 'status' | 'name' | 'progress' | 'curve' | 'differs';
  sortValue(run: RunRecord, context: RowContext): SortValue;
  text(run: RunRecord, context: RowContext): string;
}

function column(
  id: string,
  label: string,
  width: number,
  sortValue: Column['sortValue'],
  text: Column['text'],
  more: Partial<Pick<Column, 'align' | 'cell'>> = {},
): Column {
  return { id, label, width, align: 'left', cell: 'text', sortValue, text, ...more };
}

const RIGHT = { align: 'right' } as const;

const metric = (name: MetricName, width = 96): Column =>
  column(
    name,
    METRICS[name].label,
    width,
    (run) => run.last[name] ?? null,
    (run) => (run.last[name] === undefined ? '–' : metricText(run.last[name], METRICS[name])),
    RIGHT,
  );

const differsText = (run: RunRecord, { defaultsOf }: RowContext): string => {
  const defaults = defaultsOf(run);
  if (!defaults || !isOwn(run)) return '';
  return settingsInWords(settingsThatDiffer(run.config, defaults));
};

/** What tells the runs of a sweep apart, which may have the same name but for a number. */
export const SWEPT = 'swept';

export const sweptText = (run: RunRecord, { sweepOf }: RowContext): string =>
  settingsInWords(sweptSettings(run, sweepOf(run)));

/** Runs of sweeps over the same settings lie beside each other, by their values. */
function sweptValues(run: RunRecord, { sweepOf }: RowContext): SortValue {
  const swept = sweptSettings(run, sweepOf(run)).map(({ path }) => path);
  return swept.length > 0 ? swept.flatMap((path) => [path, valueAt(run.config, path)]) : null;
}

const FIXED: readonly Column[] = [
  column(
    'status',
    'status',
    116,
    (run) => run.status,
    (run) => run.status,
    { cell: 'status' },
  ),
  column(
    'name',
    'name',
    180,
    (run) => run.name,
    (run) => run.name,
    { cell: 'name' },
  ),
  column(
    'experiment',
    'experiment',
    170,
    (run) => run.experiment,
    (run) => run.experiment,
  ),
  column(SWEPT, 'varied by its sweep', 176, sweptValues, sweptText),
  column('differs', 'differs from the experiment', 220, differsText, differsText, { cell: 'differs' }),
  column(
    'progress',
    'progress',
    158,
    (run, { progressOf }) => progressOf(run).step / Math.max(1, progressOf(run).steps),
    (run, { progressOf }) => `${count(progressOf(run).step)} of ${count(progressOf(run).steps)}`,
    { cell: 'progress' },
  ),
  column(
    'point1',
    'memorised',
    98,
    (run) => run.point1?.step ?? null,
    (run) => pointCell(run, 'point1'),
    RIGHT,
  ),
  column(
    'point2',
    'generalised',
    108,
    (run) => run.point2?.step ?? null,
    (run) => pointCell(run, 'point2'),
    RIGHT,
  ),
  column(
    'delay',
    'delay',
    78,
    (run) => delayOf(run),
    (run) => (delayOf(run) === null ? '–' : count(delayOf(run) ?? 0)),
    RIGHT,
  ),
  column(
    'curve',
    'validation curve',
    142,
    (run) => run.last['val/accuracy'] ?? null,
    () => '',
    { cell: 'curve' },
  ),
  metric('val/accuracy', 132),
  metric('train/accuracy'),
  metric('val/loss'),
  metric('train/loss'),
  metric('weights/norm'),
  column(
    'relapses',
    'relapses',
    76,
    (run) => run.relapses,
    (run) => count(run.relapses),
    RIGHT,
  ),
  column(
    'seconds',
    'training time',
    104,
    (run, { progressOf }) => progressOf(run).seconds,
    (run, { progressOf }) => duration(progressOf(run).seconds),
    RIGHT,
  ),
  column(
    'engine',
    'engine',
    86,
    (run) => run.engine,
    (run) => run.engine,
  ),
  column(
    'threads',
    'threads',
    72,
    (run) => run.threads,
    (run) => String(run.threads),
    RIGHT,
  ),
  column(
    'tags',
    'tags',
    110,
    (run) => run.tags.join(' '),
    (run) => run.tags.join(', '),
  ),
  column(
    'note',
    'note',
    160,
    (run) => run.note,
    (run) => run.note.split('\n')[0] ?? '',
  ),
  column(
    'created',
    'created',
    110,
    (run) => run.createdAt,
    (run) => ago(run.createdAt, Date.now()),
  ),
  column(
    'deleted',
    'deleted',
    110,
    (run) => run.deletedAt,
    (run) => (run.deletedAt === null ? '' : ago(run.deletedAt, Date.now())),
  ),
  column(
    'id',
    'number',
    64,
    (run) => run.id,
    (run) => String(run.id),
    RIGHT,
  ),
];

const byId = new Map(FIXED.map((one) => [one.id, one]));

export const DEFAULT_COLUMNS: readonly string[] = [
  'status',
  'name',
  SWEPT,
  'differs',
  'progress',
  'point1',
  'point2',
  'delay',
  'curve',
  'created',
];

/** The fixed columns first, then every config path. */
export const FIXED_COLUMNS = FIXED;

/** A column by its id: one of the fixed ones, or a config path. */
export function columnOf(id: string): Column | undefined {
  const fixed = byId.get(id);
  if (fixed) return fixed;
  const field = fieldAt(id);
  if (!field) return undefined;
  const numeric = field.kinds.some((kind) => kind.type === 'number' || kind.type === 'integer');
  const sortValue = (run: RunRecord): SortValue => {
    const value = valueAt(run.config, id);
    return typeof value === 'number' ? value : value === undefined ? null : settingText(value);
  };
  const made = column(id, field.label, 104, sortValue, (run) => settingText(valueAt(run.config, id)), {
    align: numeric ? 'right' : 'left',
  });
  byId.set(id, made);
  return made;
}

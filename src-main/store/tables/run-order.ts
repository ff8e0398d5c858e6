/** @file What the table of runs can be sorted by. User text only chooses among keys; it never becomes SQL. */
import { CONFIG_FIELDS } from '../../contract/values/config-fields.ts';
import { LabError } from '../../contract/values/lab-error.ts';
import { METRICS } from '../../contract/values/metric.ts';

/** An SQL expression over a row of `runs`; `path` is bound to `@path` where it needs one. */
export interface SortKey {
  readonly expression: string;
  readonly path: string;
  readonly descending: boolean;
}

/** Names of the run record and of the exported columns, and the columns they are stored in. */
const COLUMNS: Readonly<Record<string, string>> = {
  id: 'id',
  name: 'name COLLATE NOCASE',
  experiment: 'experiment',
  status: 'status',
  reason: 'reason',
  engine: 'engine',
  threads: 'threads',
  tags: 'tags COLLATE NOCASE',
  note: 'note COLLATE NOCASE',
  createdAt: 'created_at',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
  deletedAt: 'deleted_at',
  steps: 'step',
  seconds: 'seconds',
  stepsPerSecond: 'steps_per_second',
  secondsLeft: 'seconds_left',
  point1: 'point1_step',
  point2: 'point2_step',
  delay: 'delay',
  relapses: 'relapses',
  revision: 'revision',
};

const CONFIG_PATHS: ReadonlySet<string> = new Set(CONFIG_FIELDS.map((field) => field.path));

/** NaN has no place in an order, so it goes where missing values go: to the end. */
const LAST_VALUE = `CASE json_extract(last, @path)
  WHEN 'NaN' THEN NULL WHEN 'Infinity' THEN 9e999 WHEN '-Infinity' THEN -9e999 WHEN '-0' THEN 0
  ELSE json_extract(last, @path) END`;

/**
 * @param sort a key, with a leading '-' for descending
 * @throws LabError `bad-request` with the keys there are
 */
export function sortKey(sort: string): SortKey {
  const descending = sort.startsWith('-');
  const key = descending ? sort.slice(1) : sort;
  if (Object.hasOwn(COLUMNS, key)) return { expression: COLUMNS[key] as string, path: '', descending };
  if (Object.hasOwn(METRICS, key)) return { expression: LAST_VALUE, path: `$."${key}"`, descending };
  if (CONFIG_PATHS.has(key))
    return { expression: 'json_extract(config, @path)', path: `$.${key}`, descending };
  throw new LabError(
    'bad-request',
    `sort: expected ${Object.keys(COLUMNS).join(', ')}, a metric or a config path, got '${key}'.`,
    { field: 'sort' },
  );
}

/** @file Runs as a table: what each is, the settings in which they tell themselves apart, and what came out. CSV and
 *  Parquet have these columns. */
import { isComplete, isOwn, type AnyConfig } from '../../contract/values/foreign-run.ts';
import { CONFIG_FIELDS, valueAt } from '../../contract/values/config-fields.ts';
import type { RunConfig } from '../../contract/values/run-config.ts';
import { shownStatus, type RunRecord } from '../../contract/values/run-record.ts';
import type { Cell } from './csv.ts';

/** What the store does not know about a run, from those who do. */
export interface RunKnowledge {
  /** The config an experiment starts from; undefined for one that is not known. */
  defaultsOf(experiment: string): RunConfig | undefined;
  /** The verdict on its grokking time. */
  outcomeOf(run: RunRecord): {
    readonly delay: number | null;
    readonly censored: boolean;
    readonly provisional: boolean;
  };
}

/** Of the settings those in which the runs tell themselves apart, or all that any of them has. */
export type ShownSettings = 'telling' | 'all';

export interface RunColumn {
  readonly name: string;
  /** null for what the run does not have; lists are joined by commas. */
  cell(run: RunRecord): Cell;
}

/**
 * The columns id, name, experiment, status, tags, the seed and each config path that varies among the runs or was set to
 * something else than the default (or each that there is), engine, threads, point1, point2, delay, censored, provisional (censored for now: the run may go on), relapses, steps, seconds, and the last value of
 * each metric.
 */
export function runColumns(
  records: readonly RunRecord[],
  knowledge: RunKnowledge,
  settings: ShownSettings = 'telling',
): RunColumn[] {
  const column = (name: string, cell: RunColumn['cell']): RunColumn => ({ name, cell });
  const metrics = [...new Set(records.flatMap((run) => Object.keys(run.last)))].sort();
  return [
    column('id', (run) => run.id),
    column('name', (run) => run.name),
    column('experiment', (run) => run.experiment),
    column('status', shownStatus),
    column('tags', (run) => run.tags.join(',')),
    ...(settings === 'all' ? everyPath(records) : tellingPaths(records, knowledge)).map((path) =>
      column(path, (run) => toCell(valueAt(run.config, path))),
    ),
    column('engine', (run) => run.engine),
    column('threads', (run) => run.threads),
    column('point1', (run) => run.point1?.step ?? null),
    column('point2', (run) => run.point2?.step ?? null),
    column('delay', (run) => knowledge.outcomeOf(run).delay),
    column('censored', (run) => knowledge.outcomeOf(run).censored),
    column('provisional', (run) => knowledge.outcomeOf(run).provisional),
    column('relapses', (run) => run.relapses),
    column('steps', (run) => run.progress.step),
    column('seconds', (run) => run.progress.seconds),
    ...metrics.map((metric) => column(metric, (run) => run.last[metric] ?? null)),
  ];
}

function toCell(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  return Array.isArray(value) ? value.join(',') : (value as Cell);
}

/** In the order of the schema. */
function everyPath(records: readonly RunRecord[]): string[] {
  const paths = new Set(CONFIG_FIELDS.map((field) => field.path));
  return [...paths].filter((path) => records.some(({ config }) => valueAt(config, path) !== undefined));
}

/** In the order of the schema. The seed is always among them: without it nobody could tell two runs of a config apart. */
function tellingPaths(records: readonly RunRecord[], { defaultsOf }: RunKnowledge): string[] {
  const paths = new Set(CONFIG_FIELDS.map((field) => field.path));
  const first = records.find(isOwn)?.config ?? records[0]?.config;
  const telling = [...paths].filter((path) =>
    records.some(
      ({ config, experiment }) =>
        isGiven(config, path) ||
        [first, defaultsOf(experiment)].some((other) => other !== undefined && differ(config, other, path)),
    ),
  );
  // λ means nothing without what it multiplies.
  const decay = telling.includes('optimizer.weightDecay') ? ['optimizer.decay'] : [];
  const shown = new Set(['seed', ...telling, ...decay]);
  return [...paths].filter((path) => shown.has(path));
}

/** Whether somebody gave the setting for a foreign run, which has no experiment's defaults to tell itself apart from. */
function isGiven(config: AnyConfig, path: string): boolean {
  return (
    !isComplete(config) && !/^(budget\.steps$|points\.)/.test(path) && valueAt(config, path) !== undefined
  );
}

/** What is not known of a foreign run does not differ. */
function differ(a: AnyConfig, b: AnyConfig, path: string): boolean {
  const [here, there] = [a, b].map((config) => JSON.stringify(valueAt(config, path)));
  const unknown = [a, b].some((config) => !isComplete(config) && valueAt(config, path) === undefined);
  return here !== there && !unknown;
}

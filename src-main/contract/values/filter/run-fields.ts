/** @file Every field of a run that a filter or an order can name: columns of the record, last values of metrics, and
 *  settings. Text of a person only ever chooses among these. */
import { FOREIGN } from '../foreign-run.ts';
import { CONFIG_FIELDS, type ConfigField } from '../config-fields.ts';
import { ENGINE_IDS } from '../engine-id.ts';
import { METRICS } from '../metric.ts';
import { RUN_STATUSES } from '../run-record.ts';

/** `time` is Unix time in milliseconds, written as a date; `mixed` holds numbers or words; `tags` a list of texts. */
export type RunFieldType = 'number' | 'text' | 'boolean' | 'time' | 'tags' | 'mixed';

export interface RunField {
  /** Such as `point2`, `val/accuracy` or `optimizer.weightDecay`. */
  readonly name: string;
  readonly source: 'record' | 'metric' | 'config';
  readonly type: RunFieldType;
  /** The words it can hold, where they are known; else []. */
  readonly choices: readonly string[];
  readonly help: string;
}

function record(name: string, type: RunFieldType, help: string, choices: readonly string[] = []): RunField {
  return { name, source: 'record', type, choices, help };
}

const RECORD_FIELDS: readonly RunField[] = [
  record('id', 'number', 'number of the run in this store'),
  record('name', 'text', 'name of the run'),
  record('experiment', 'text', 'experiment it was started from'),
  record('status', 'text', 'queued, running, paused and so on; foreign for a run of another program', [
    ...RUN_STATUSES,
    FOREIGN,
  ]),
  record('tag', 'tags', 'one of its tags'),
  record('sweep', 'number', 'number of the sweep that started it'),
  record('note', 'text', 'note of the run'),
  record('pinned', 'boolean', 'pinned to the top'),
  record('archived', 'boolean', 'put aside'),
  record('reason', 'text', 'why it is in its status'),
  record('engine', 'text', 'engine that trains it; foreign for a run of another program', [
    ...ENGINE_IDS,
    FOREIGN,
  ]),
  record('threads', 'number', 'threads it may use'),
  record('point1', 'number', 'step at which it had memorised'),
  record('point2', 'number', 'step at which it had generalised'),
  record('delay', 'number', 'steps from point 1 to point 2'),
  record('relapses', 'number', 'times validation accuracy fell back after point 2'),
  record('steps', 'number', 'steps done'),
  record('seconds', 'number', 'training time in seconds'),
  record('stepsPerSecond', 'number', 'speed now'),
  record('secondsLeft', 'number', 'estimate of the time left in seconds'),
  record('revision', 'number', 'times it was cut back to a checkpoint'),
  record('createdAt', 'time', 'when it was ordered'),
  record('startedAt', 'time', 'when it started'),
  record('finishedAt', 'time', 'when it ended'),
  record('deletedAt', 'time', 'when it was moved to the bin'),
];

const METRIC_FIELDS: readonly RunField[] = Object.entries(METRICS).map(([name, { label }]) => ({
  name,
  source: 'metric',
  type: 'number',
  choices: [],
  help: `last ${label}`,
}));

/** One field per path, whatever the variants of the schema in which it exists. */
function configFields(): RunField[] {
  const paths = [...new Set(CONFIG_FIELDS.map((field) => field.path))];
  return paths.map((path) => {
    const variants = CONFIG_FIELDS.filter((field) => field.path === path);
    const [first] = variants as [ConfigField];
    const help = [first.label, first.symbol].filter(Boolean).join(' ');
    return { name: path, source: 'config', ...typeOf(variants), help };
  });
}

function typeOf(variants: readonly ConfigField[]): Pick<RunField, 'type' | 'choices'> {
  const kinds = variants.flatMap((field) => field.kinds);
  const all = kinds.flatMap((kind) => ('choices' in kind ? kind.choices : []));
  const choices = [...new Set(all.map(String))];
  const numbers =
    kinds.some((kind) => kind.type === 'number' || kind.type === 'integer') ||
    all.some((choice) => typeof choice === 'number');
  const words = all.some((choice) => typeof choice === 'string');
  if (kinds.every((kind) => kind.type === 'boolean')) return { type: 'boolean', choices: [] };
  // A list is text with commas: it is searched with ~.
  if (kinds.some((kind) => kind.type === 'list')) return { type: 'text', choices: [] };
  return { type: numbers ? (words ? 'mixed' : 'number') : 'text', choices };
}

/** In the order in which they are offered. */
export const RUN_FIELDS: readonly RunField[] = [...RECORD_FIELDS, ...METRIC_FIELDS, ...configFields()];

const byName = new Map(RUN_FIELDS.map((field) => [field.name, field]));
const CONFIG_PREFIX = 'config.';
/** The words of the tables for them. */
const ALIASES: Readonly<Record<string, string>> = {
  tags: 'tag',
  step: 'steps',
  of: 'budget.steps',
  memorised: 'point1',
  generalised: 'point2',
  validation: 'val/accuracy',
};

/** The field of that name, or of that head of a column; settings also as `config.optimizer.weightDecay`. */
export function runField(name: string): RunField | undefined {
  const field = byName.get(ALIASES[name] ?? name);
  if (field || !name.startsWith(CONFIG_PREFIX)) return field;
  const setting = byName.get(name.slice(CONFIG_PREFIX.length));
  return setting?.source === 'config' ? setting : undefined;
}

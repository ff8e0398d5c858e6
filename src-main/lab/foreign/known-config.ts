/** @file The settings that somebody gives for a foreign run, each checked against its field; nothing else is assumed. */
import { parseFieldText, type ConfigChanges, type ConfigValue } from '../../contract/values/change-config.ts';
import {
  acceptedValues,
  CONFIG_FIELDS,
  type ConfigField,
  type FieldKind,
} from '../../contract/values/config-fields.ts';
import { meant } from '../../contract/values/filter/nearest.ts';
import type { ForeignConfig } from '../../contract/values/foreign-run.ts';
import { LabError } from '../../contract/values/lab-error.ts';
import { COMMAND, type Asker } from './asker.ts';

/** By which points 1 and 2 are found unless something else is said. */
const POINTS: ForeignConfig['points'] = { threshold: 0.99, sustain: 1 };
/** What the files say themselves, or what has no meaning for a run that is over. */
const NOT_GIVEN = new Set(['budget.steps', 'measures']);

/** Whether a foreign run can be given that setting. */
export const canBeGiven = (path: string): boolean => !NOT_GIVEN.has(path);

/**
 * @param steps the last step of the run
 * @throws LabError `bad-config` naming the field, the value and what is accepted
 */
export function knownConfig(settings: ConfigChanges, steps: number, asker: Asker = COMMAND): ForeignConfig {
  const config: Record<string, unknown> = { points: { ...POINTS }, budget: { steps } };
  for (const [path, given] of Object.entries(settings)) {
    const keys = path.split('.');
    const last = keys.pop() as string;
    const value = checked(path, given, asker);
    let parent = config;
    for (const key of keys) parent = (parent[key] ??= {}) as Record<string, unknown>;
    parent[last] = value;
  }
  return config as unknown as ForeignConfig;
}

function checked(path: string, given: ConfigValue, { paths }: Asker): ConfigValue {
  const fields = CONFIG_FIELDS.filter((field) => field.path === path);
  const [first] = fields;
  if (!first || !canBeGiven(path)) {
    const known = [...new Set(CONFIG_FIELDS.map((field) => field.path).filter(canBeGiven))];
    const hint = meant(path, known);
    const message = `${path}: no setting that can be given for a foreign run${hint}${paths(known, hint !== '')}.`;
    throw new LabError('bad-config', message, { field: path });
  }
  for (const field of fields) {
    const value = typeof given === 'string' ? parseFieldText(field, given) : given;
    if (accepts(field, value)) return value;
  }
  throw new LabError(
    'bad-config',
    `${path}: expected ${acceptedValues(first)}, got ${JSON.stringify(given)}.`,
    {
      field: path,
    },
  );
}

function accepts(field: ConfigField, value: ConfigValue): boolean {
  return field.kinds.some((kind) => fits(kind, value));
}

function fits(kind: FieldKind, value: ConfigValue): boolean {
  if (kind.type === 'boolean') return typeof value === 'boolean';
  if (kind.type === 'choice') return kind.choices.some((choice) => choice === value);
  if (kind.type === 'list')
    return Array.isArray(value) && value.every((item) => kind.choices.includes(item as string));
  if (typeof value !== 'number' || (kind.type === 'integer' && !Number.isInteger(value))) return false;
  const above = kind.exclusiveMin ? value > kind.min : value >= kind.min;
  return above && (kind.exclusiveMax ? value < kind.max : value <= kind.max);
}

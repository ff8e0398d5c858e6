/** @file Changing a config field by field, from text or values, with errors that name field, value and what is accepted. */
import type { z } from 'zod';
import {
  acceptedValues,
  CONFIG_FIELDS,
  fieldAt,
  valueAt,
  variantAt,
  type ConfigField,
  type FieldKind,
} from './config-fields.ts';
import { LabError } from './lab-error.ts';
import { unknownPath } from './unknown-path.ts';
import { LOSS_DEFAULTS } from './loss-config.ts';
import { INIT_DEFAULTS, MODEL_DEFAULTS } from './model-config.ts';
import { OPTIMIZER_DEFAULTS } from './optimizer-config.ts';
import { runConfig, type RunConfig } from './run-config.ts';
import { TASK_DEFAULTS } from './task-config.ts';

export type ConfigValue = string | number | boolean | readonly string[];
export type ConfigChanges = Readonly<Record<string, ConfigValue>>;

/** Per union that a person can switch: what the fields of each variant start from. */
const VARIANT_DEFAULTS: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  'task.kind': TASK_DEFAULTS,
  'model.kind': MODEL_DEFAULTS,
  'loss.kind': LOSS_DEFAULTS,
  'optimizer.kind': OPTIMIZER_DEFAULTS,
  'model.init.kind': INIT_DEFAULTS,
};

/** Reads a value typed by a person as the kind of value the field holds; text that does not fit stays text. */
export function parseFieldText(field: ConfigField, text: string): ConfigValue {
  const trimmed = text.trim();
  for (const kind of field.kinds) {
    const value = parseKind(kind, trimmed);
    if (value !== undefined) return value;
  }
  return trimmed;
}

function parseKind(kind: FieldKind, text: string): ConfigValue | undefined {
  switch (kind.type) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'list':
      return text.split(/[,\s]+/).filter(Boolean);
    case 'choice':
      return kind.choices.find((choice) => String(choice) === text);
    default:
      return text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
  }
}

/**
 * A copy of `config` with some fields changed, validated as a whole.
 * @throws LabError `bad-config` with one sentence naming the field, the value and what is accepted
 */
export function changeConfig(config: RunConfig, changes: ConfigChanges): RunConfig {
  const changed = structuredClone(config) as Record<string, unknown>;
  // Kinds first, outer ones before inner ones: they decide which other fields exist.
  const rank = (path: string): number => (path.endsWith('.kind') ? path.split('.').length : Infinity);
  const ordered = Object.entries(changes).sort(([a], [b]) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
  for (const [path, value] of ordered) setField(changed, path, value);
  return parseConfig(changed);
}

function setField(config: Record<string, unknown>, path: string, given: ConfigValue): void {
  const field = fieldAt(path, config as RunConfig);
  if (!field) throw unknownField(path, config as RunConfig);
  const value = typeof given === 'string' ? parseFieldText(field, given) : given;
  const keys = path.split('.');
  const last = keys.pop() as string;
  const parent = (keys.length ? valueAt(config as RunConfig, keys.join('.')) : config) as Record<
    string,
    unknown
  >;
  if (last === 'kind' && parent['kind'] !== value) switchVariant(config as RunConfig, parent, path, value);
  parent[last] = value;
}

/** Keeps what the new variant accepts, drops the rest, fills in the new variant's defaults. */
function switchVariant(
  config: RunConfig,
  parent: Record<string, unknown>,
  path: string,
  kind: ConfigValue,
): void {
  const variant = variantAt(config, path.slice(0, -'.kind'.length), String(kind));
  const defaults = VARIANT_DEFAULTS[path]?.[String(kind)];
  if (!variant || !defaults) return; // not a known kind: parsing the whole config will say so
  const fields = variant.shape as Record<string, z.ZodType>;
  for (const [key, value] of Object.entries(parent)) {
    if (!fields[key]?.safeParse(value).success) delete parent[key];
  }
  for (const [key, value] of Object.entries(defaults)) {
    if (fields[key]) parent[key] ??= structuredClone(value);
  }
}

function unknownField(path: string, config: RunConfig): LabError {
  const elsewhere = fieldAt(path);
  if (elsewhere) {
    const needs = Object.entries(elsewhere.when)
      .map(([p, kind]) => `${p}=${kind}`)
      .join(' and ');
    return new LabError('bad-config', `${path} exists only with ${needs}; set that first.`, { field: path });
  }
  const known = CONFIG_FIELDS.filter((field) => fieldAt(field.path, config) === field);
  return unknownPath(
    path,
    known.map((field) => field.path),
  );
}

/**
 * Checks a complete config against the schema.
 * @throws LabError `bad-config` naming the first field that is wrong
 */
export function parseConfig(value: unknown): RunConfig {
  const result = runConfig.safeParse(value);
  if (!result.success) throw badField(value as RunConfig, result.error.issues[0] as z.core.$ZodIssue);
  const config = result.data;
  const { evaluation } = config;
  checkModel(config);
  if (evaluation.every === 0 && evaluation.growth === 0) {
    throw new LabError(
      'bad-config',
      'evaluation.every: 0 with evaluation.growth 0 would record nothing; set one of them.',
      { field: 'evaluation.every' },
    );
  }
  return config;
}

function checkModel({ model, loss }: RunConfig): void {
  if (model.kind !== 'transformer') return;
  if (model.width % model.heads !== 0) {
    throw new LabError(
      'bad-config',
      `model.heads: ${model.heads} does not divide model.width ${model.width}; choose a divisor of the width.`,
      { field: 'model.heads' },
    );
  }
  if (loss.kind === 'mse-random') {
    throw new LabError(
      'bad-config',
      "loss.kind: 'mse-random' wants as many outputs as its targets have, and a transformer puts out one per token; choose mse or cross-entropy, or model.kind mlp or embedding-mlp.",
      { field: 'loss.kind' },
    );
  }
}

function badField(config: RunConfig, issue: z.core.$ZodIssue): LabError {
  const path = issue.path.filter((key) => typeof key === 'string').join('.');
  const field = fieldAt(path, config) ?? fieldAt(path);
  const got = JSON.stringify(valueAt(config, path));
  if (field) {
    return new LabError(
      'bad-config',
      `${path}: expected ${acceptedValues(field)}, got ${got ?? 'nothing'}.`,
      { field: path },
    );
  }
  return new LabError('bad-config', `${path || 'config'}: ${issue.message}.`, { field: path });
}

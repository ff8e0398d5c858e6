/** @file How a run's settings differ from its experiment's, and from other runs'. */
import { tellingPaths } from '../../src-main/contract/values/expand-sweep.ts';
import { isComplete, isOwn, type AnyConfig } from '../../src-main/contract/values/foreign-run.ts';
import { CONFIG_FIELDS, existsIn, fieldAt, valueAt } from '../../src-main/contract/values/config-fields.ts';
import type { RunConfig } from '../../src-main/contract/values/run-config.ts';
import type { RunRecord } from '../../src-main/contract/values/run-record.ts';
import type { SweepRecord } from '../../src-main/contract/values/sweep-record.ts';
import type { SweepSpec } from '../../src-main/contract/values/sweep-spec.ts';
import { settingText } from '../ui/format.ts';

export interface Setting {
  readonly path: string;
  /** Symbol where papers have one, else the label. */
  readonly name: string;
  readonly value: string;
}

const PATHS: readonly string[] = [...new Set(CONFIG_FIELDS.map((field) => field.path))];

/** The paths taken apart once: a table of thousands asks for every one of them in every config. */
const KEYS: readonly (readonly string[])[] = PATHS.map((path) => path.split('.'));

function valueOf(config: AnyConfig, keys: readonly string[]): unknown {
  let value: unknown = config;
  for (const key of keys) value = (value as Record<string, unknown> | undefined)?.[key];
  return value;
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => item === b[i]);
}

/** Paths whose values are not the same in both, in the order of the schema. */
export function differingPaths(a: RunConfig, b: RunConfig): string[] {
  return PATHS.filter((_, i) => {
    const keys = KEYS[i] as readonly string[];
    return !same(valueOf(a, keys), valueOf(b, keys));
  });
}

/** Symbol where papers have one, else the label, else the path itself. */
export function settingName(path: string, config?: AnyConfig): string {
  const field = fieldAt(path, config) ?? fieldAt(path);
  return field?.symbol ?? field?.label ?? path;
}

export function setting(config: AnyConfig, path: string): Setting {
  return { path, name: settingName(path, config), value: settingText(valueAt(config, path)) };
}

/** 'λ 0.3 · seed 2' */
export const settingsInWords = (settings: readonly Setting[]): string =>
  settings.map(({ name, value }) => `${name} ${value}`).join(' · ');

/** Computed once per config and sweep, like what differs: a search asks for it at every letter. */
const knownSwept = new WeakMap<AnyConfig, { spec: SweepSpec; settings: readonly Setting[] }>();
const knownPaths = new WeakMap<SweepSpec, readonly string[]>();

function pathsOf(spec: SweepSpec): readonly string[] {
  const paths = knownPaths.get(spec) ?? tellingPaths(spec);
  knownPaths.set(spec, paths);
  return paths;
}

/** What the run's sweep varied, as it is in this run; [] for a run of no sweep, or of one that is not known. */
export function sweptSettings({ config }: RunRecord, sweep: SweepRecord | undefined): readonly Setting[] {
  if (!sweep) return [];
  const { spec } = sweep;
  const before = knownSwept.get(config);
  if (before?.spec === spec) return before.settings;
  const paths = pathsOf(spec).filter((path) => valueAt(config, path) !== undefined);
  const settings = paths.map((path) => setting(config, path));
  knownSwept.set(config, { spec, settings });
  return settings;
}

/** The order of lists of values, one by one: numbers by size, then words by their letters with numbers inside them counted. A
 *  list that goes on where another ends comes after it. */
export function compareValues(a: readonly unknown[], b: readonly unknown[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = compareTwo(a[i], b[i]);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Numbers are kept apart from words: 1e-7 is the smaller one by size and the larger one by letters, which is no order. */
function compareTwo(x: unknown, y: unknown): number {
  if (typeof x === 'number' && typeof y === 'number') return x - y;
  if (typeof x === 'number' || typeof y === 'number') return typeof x === 'number' ? -1 : 1;
  return settingText(x).localeCompare(settingText(y), 'en', { numeric: true });
}

/** The settings of a config as label and value, grouped by the first part of their path. */
export function settingsByGroup(config: AnyConfig): { group: string; paths: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const field of CONFIG_FIELDS) {
    if (!existsIn(field, config) && isComplete(config)) continue;
    if (valueAt(config, field.path) === undefined) continue;
    const group = field.path.includes('.') ? (field.path.split('.')[0] as string) : 'run';
    groups.set(group, [...(groups.get(group) ?? []), field.path]);
  }
  return [...groups].map(([group, paths]) => ({ group, paths }));
}

/** Computed once per config and pair: a table of thousands asks again at every sort. */
const known = new WeakMap<RunConfig, { defaults: RunConfig; settings: readonly Setting[] }>();

/** What differs from the experiment's defaults. */
export function settingsThatDiffer(config: RunConfig, defaults: RunConfig): readonly Setting[] {
  const before = known.get(config);
  if (before?.defaults === defaults) return before.settings;
  const settings = differingPaths(config, defaults).map((path) => setting(config, path));
  known.set(config, { defaults, settings });
  return settings;
}

/** Paths in which the runs are not all the same. */
export function pathsThatVary(runs: readonly RunRecord[]): string[] {
  const first = runs[0];
  if (!first) return [];
  return PATHS.filter((_, i) => {
    const keys = KEYS[i] as readonly string[];
    // What is not known of a foreign run is taken to be the same.
    const known = runs.filter((run) => isOwn(run) || valueOf(run.config, keys) !== undefined);
    return known.some(
      (run) => !same(valueOf(run.config, keys), valueOf((known[0] as RunRecord).config, keys)),
    );
  });
}

/** All paths of the schema, for choosing columns and groups. */
export const ALL_PATHS = PATHS;

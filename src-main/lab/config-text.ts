/** @file Settings as text, and the settings in which several configs differ: what tables, exports and commands show. */
import { differingFields } from '../analysis/config-difference.ts';
import { CONFIG_FIELDS, fieldAt, valueAt } from '../contract/values/config-fields.ts';
import type { RunConfig } from '../contract/values/run-config.ts';

/** A value as `--set` would take it; '' where the config has no such field. */
export function textAt(config: RunConfig, path: string): string {
  const value = fieldAt(path, config) ? valueAt(config, path) : undefined;
  if (value === undefined) return '';
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** The paths of `config` whose value is not that of `base`, in the order of the schema. */
export function changedPaths(base: RunConfig, config: RunConfig): string[] {
  return differingFields(base, config).filter((path) => fieldAt(path, config) !== undefined);
}

/** The paths at which not all configs hold the same value, in the order of the schema. */
export function varyingPaths(configs: readonly RunConfig[]): string[] {
  const [first, ...others] = configs;
  if (!first) return [];
  const varying = new Set(others.flatMap((config) => differingFields(first, config)));
  return [...new Set(CONFIG_FIELDS.map((field) => field.path))].filter((path) => varying.has(path));
}

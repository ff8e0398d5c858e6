/** @file Settings as text, and the settings in which several configs differ: what tables, exports and commands show. */
import { differingFields } from '../analysis/config-difference.ts';
import { CONFIG_FIELDS, fieldAt, valueAt } from '../contract/values/config-fields.ts';
import { isComplete, type AnyConfig } from '../contract/values/foreign-run.ts';
import type { RunConfig } from '../contract/values/run-config.ts';

/** A value as `--set` would take it; '' where the config has no such field. */
export function textAt(config: AnyConfig, path: string): string {
  const value = fieldAt(path, config) ? valueAt(config, path) : undefined;
  if (value === undefined) return '';
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** The paths of `config` whose value is not that of `base`, in the order of the schema. */
export function changedPaths(base: RunConfig, config: RunConfig): string[] {
  return differingFields(base, config).filter((path) => fieldAt(path, config) !== undefined);
}

/** The paths at which not all configs hold the same value, in the order of the schema. What is not known of a foreign run
 *  counts as the same. */
export function varyingPaths(configs: readonly AnyConfig[]): string[] {
  const [first, ...others] = configs.filter(isComplete);
  const varying = new Set(first ? others.flatMap((config) => differingFields(first, config)) : []);
  const paths = [...new Set(CONFIG_FIELDS.map((field) => field.path))];
  return paths.filter((path) => varying.has(path) || severalAt(configs, path));
}

/** Whether those that have a value at the path have several. */
function severalAt(configs: readonly AnyConfig[], path: string): boolean {
  const texts = configs.map((config) => JSON.stringify(valueAt(config, path)));
  return new Set(texts.filter((text) => text !== undefined)).size > 1;
}

/** @file In which fields two configs differ, and whether their results may be compared. */
import { CONFIG_FIELDS, existsIn, valueAt } from '../contract/values/config-fields.ts';
import type { RunConfig } from '../contract/values/run-config.ts';

/** Paths at which the configs hold different values, in the order of the schema. */
export function differingFields(a: RunConfig, b: RunConfig): string[] {
  const paths = new Set(CONFIG_FIELDS.filter((f) => existsIn(f, a) || existsIn(f, b)).map((f) => f.path));
  return [...paths].filter((path) => !equal(valueAt(a, path), valueAt(b, path)));
}

function equal(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Fields that leave training as it is, or are seeds: the same experiment was made whatever they are. */
const BESIDE_THE_POINT = [
  'seed',
  'task.splitSeed',
  'model.form',
  'budget.',
  'evaluation.',
  'checkpoint.',
  'measures',
];

/** The fields in which a config leaves its experiment; [] when it is that experiment, for some seed and budget. */
export function departures(config: RunConfig, experiment: RunConfig): string[] {
  return differingFields(config, experiment).filter(
    (path) =>
      !BESIDE_THE_POINT.some((field) => (field.endsWith('.') ? path.startsWith(field) : path === field)),
  );
}

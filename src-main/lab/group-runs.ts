/** @file Runs put into groups by the values of settings. */
import { CONFIG_FIELDS, fieldAt, valueAt } from '../contract/values/config-fields.ts';
import { meant } from '../contract/values/filter/nearest.ts';
import { ALL_BUT_SEED } from '../contract/values/grok-definition.ts';
import { isComplete } from '../contract/values/foreign-run.ts';
import { LabError } from '../contract/values/lab-error.ts';
import type { RunRecord } from '../contract/values/run-record.ts';
import type { GroupValue } from '../contract/wire/grok-times.ts';
import { varyingPaths } from './config-text.ts';

export interface RunGroup {
  readonly values: readonly GroupValue[];
  /** Whether a null among them is a setting that is not known, as of a foreign run. */
  readonly unknown: boolean;
  readonly runs: readonly RunRecord[];
}

/** Besides the paths of a config. */
const EXPERIMENT = 'experiment';

/**
 * The paths to group by, each once; ALL_BUT_SEED comes to those in which the runs differ.
 * @throws LabError `bad-request` that names the first path that is none
 */
export function pathsToGroupBy(runs: readonly RunRecord[], asked: readonly string[]): string[] {
  if (!asked.includes(ALL_BUT_SEED)) {
    checkPaths(asked);
    return [...new Set(asked)];
  }
  if (asked.length > 1) {
    const message = `by: ${ALL_BUT_SEED} stands for all settings; leave the others out.`;
    throw new LabError('bad-request', message, { field: 'by' });
  }
  const experiments = new Set(runs.map((run) => run.experiment));
  const varying = varyingPaths(runs.map((run) => run.config)).filter((path) => path !== 'seed');
  return [...(experiments.size > 1 ? [EXPERIMENT] : []), ...varying];
}

function checkPaths(paths: readonly string[]): void {
  const unknown = paths.find((path) => path !== EXPERIMENT && fieldAt(path) === undefined);
  if (unknown !== undefined) {
    const paths = [...new Set(CONFIG_FIELDS.map((field) => field.path))];
    const hint = meant(unknown, [EXPERIMENT, ALL_BUT_SEED, ...paths]);
    throw new LabError(
      'bad-request',
      `by: expected a config path such as optimizer.weightDecay, or experiment, got '${unknown}'${hint}; groklab experiments quick-start lists the paths.`,
      { field: 'by' },
    );
  }
}

/** Experiments that share a group with another one: their times are of different tasks. */
export function pooledExperiments(groups: readonly RunGroup[]): string[] {
  const mixed = groups
    .map(({ runs }) => new Set(runs.map((run) => run.experiment)))
    .filter((experiments) => experiments.size > 1);
  return [...new Set(mixed.flatMap((experiments) => [...experiments]))].sort();
}

/** Groups by ascending value, numbers before words, runs without such a field last, behind them those of which it is not
 *  known; runs in the order given. */
export function groupRuns(runs: readonly RunRecord[], paths: readonly string[]): RunGroup[] {
  const groups = new Map<string, RunGroup & { runs: RunRecord[] }>();
  for (const run of runs) {
    const values = paths.map((path) => groupValueAt(run, path));
    const unknown = !isComplete(run.config) && values.includes(null);
    const key = JSON.stringify([values, unknown]);
    const group = groups.get(key) ?? { values, unknown, runs: [] };
    group.runs.push(run);
    groups.set(key, group);
  }
  return [...groups.values()].sort(
    (a, b) => inOrder(a.values, b.values) || Number(a.unknown) - Number(b.unknown),
  );
}

function groupValueAt(run: RunRecord, path: string): GroupValue {
  if (path === EXPERIMENT) return run.experiment;
  const value = valueAt(run.config, path);
  if (Array.isArray(value)) return value.join(',');
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  return null;
}

function inOrder(a: readonly GroupValue[], b: readonly GroupValue[]): number {
  for (const [i, value] of a.entries()) {
    const order = compareValues(value, b[i] as GroupValue);
    if (order !== 0) return order;
  }
  return 0;
}

function compareValues(a: GroupValue, b: GroupValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const rank = (value: GroupValue) => (typeof value === 'number' ? 0 : value === null ? 2 : 1);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

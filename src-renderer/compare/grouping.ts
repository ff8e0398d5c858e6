/** @file Runs gathered into groups: by any set of settings, or by everything but the seed, so that what is left inside a group is
 *  chance alone. */
import { fieldAt, valueAt } from '../../src-main/contract/values/config-fields.ts';
import { ALL_BUT_SEED } from '../../src-main/contract/values/grok-definition.ts';
import type { RunRecord } from '../../src-main/contract/values/run-record.ts';
import { compareValues, pathsThatVary, setting } from '../runs/run-settings.ts';

/** Config paths with commas between them, ALL_BUT_SEED, or this. */
export const NO_GROUPS = '';

export interface RunGroup {
  /** Equal for groups of equal settings, in every comparison. */
  readonly key: string;
  readonly label: string;
  readonly runs: readonly RunRecord[];
}

/** Groups in the order of their values; numbers by size. By all but the seed, each experiment has groups of its own, called
 *  by its name and what varies within it: experiments differ in nearly every setting, and a list of these says nothing. */
export function groupRuns(runs: readonly RunRecord[], by: string): RunGroup[] {
  if (by !== ALL_BUT_SEED) return groupsBy(runs, by.split(','));
  const experiments = experimentGroups(runs);
  if (!experiments) return groupsBy(runs, varyingButSeed(runs));
  return experiments.flatMap(({ key: id, runs: own }) => {
    const paths = varyingButSeed(own);
    return groupsBy(own, paths).map((group) => ({
      ...group,
      key: `${id} ${group.key}`,
      label: paths.length === 0 ? id : `${id}, ${group.label}`,
    }));
  });
}

const varyingButSeed = (runs: readonly RunRecord[]): string[] =>
  pathsThatVary(runs).filter((path) => path !== 'seed');

function groupsBy(runs: readonly RunRecord[], paths: readonly string[]): RunGroup[] {
  const groups = new Map<string, { values: unknown[]; runs: RunRecord[] }>();
  for (const run of runs) {
    const values = paths.map((path) => valueAt(run.config, path));
    const key = JSON.stringify(paths.map((path, i) => [path, values[i]]));
    const group = groups.get(key) ?? { values, runs: [] };
    group.runs.push(run);
    groups.set(key, group);
  }
  return [...groups]
    .sort(([, a], [, b]) => compareValues(a.values, b.values))
    .map(([key, group]) => ({ key, label: labelOf(paths, group.runs[0] as RunRecord), runs: group.runs }));
}

/** Their experiments, each once, in the order of the runs. */
export function experimentsOf(runs: readonly RunRecord[]): string[] {
  return [...new Set(runs.map(({ experiment }) => experiment))];
}

/** A group for each experiment; undefined where there is but one. */
export function experimentGroups(runs: readonly RunRecord[]): RunGroup[] | undefined {
  const experiments = experimentsOf(runs);
  if (experiments.length < 2) return undefined;
  return experiments.map((id) => ({
    ...{ key: id, label: id },
    runs: runs.filter(({ experiment }) => experiment === id),
  }));
}

function labelOf(paths: readonly string[], run: RunRecord): string {
  if (paths.length === 0) return 'all runs';
  return paths
    .map((path) => {
      const { name, value } = setting(run.config, path);
      return `${name} = ${value}`;
    })
    .join(', ');
}

/** What is grouped by when another choice is made in that place: a word stands alone, no choice ends the list. */
export function changedGroups(by: string, index: number, choice: string): string {
  if (choice === NO_GROUPS) return by.split(',').slice(0, index).join(',');
  if (choice === ALL_BUT_SEED) return choice;
  const paths = by === ALL_BUT_SEED || by === NO_GROUPS ? [] : by.split(',');
  paths[index] = choice;
  return [...new Set(paths)].join(',');
}

export interface GroupChoice {
  readonly value: string;
  readonly label: string;
}

/** What the runs can sensibly be grouped by: the settings in which they differ. */
export function groupChoices(runs: readonly RunRecord[]): GroupChoice[] {
  const varying = pathsThatVary(runs);
  return [
    { value: NO_GROUPS, label: 'each run by itself' },
    { value: ALL_BUT_SEED, label: 'all but the seed' },
    ...varying.map((path) => ({ value: path, label: `${fieldAt(path)?.label ?? path} (${path})` })),
  ];
}

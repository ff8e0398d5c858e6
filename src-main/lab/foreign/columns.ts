/** @file Which column of a foreign file holds the step, and which the time. */
import type { Asker } from './asker.ts';
import { badForeign } from './foreign-run.ts';

/** In order of preference, as programs call them. Epochs are none: a run's step counts updates. */
const STEP_COLUMNS = [
  ...['step', '_step', 'global_step', 'trainer/global_step', 'iteration', 'iterations', 'iter'],
  ...['update', 'updates', 'steps'],
];

export const TIME_COLUMNS: ReadonlySet<string> = new Set([
  'seconds',
  '_runtime',
  '_timestamp',
  'wall time',
  'wall_time',
]);

/** Which column is to be the step's, and where one says so. */
export interface StepChoice {
  /** undefined: one of the usual names. */
  readonly name: string | undefined;
  readonly asker: Asker;
}

/** @throws LabError `bad-request` that names the columns there are */
export function stepColumn(
  file: string,
  names: readonly string[],
  { name: wanted, asker }: StepChoice,
): string {
  const found =
    wanted === undefined
      ? STEP_COLUMNS.map((usual) => names.find((name) => name.toLowerCase() === usual)).find(Boolean)
      : names.find((name) => name === wanted);
  if (found !== undefined) return found;
  const what = wanted === undefined ? 'no column holds the step' : `no column is called '${wanted}'`;
  throw badForeign(file, 'line 1', what, `${asker.step}; there are ${listed(names)}`);
}

/** Some of the names, and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => `'${name.slice(0, 80)}'`);
  return shown.join(', ') + (names.length > shown.length ? ` and ${names.length - shown.length} more` : '');
}

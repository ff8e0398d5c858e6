/** @file The table of tasks, total over the kinds a config can name, and the two doors into it. */
import type { RunConfig } from '../contract/values/run-config.ts';
import type { TaskConfig } from '../contract/values/task-config.ts';
import { binaryOperation } from './binary-operation.ts';
import { digits } from './digits.ts';
import { sum } from './sum.ts';
import type { Dataset, ReadFile, Task } from './task.ts';

export { splitHash, type Dataset, type ReadFile, type Split, type Task } from './task.ts';
export { equationCount } from './binary-operation.ts';
export { trainingSize } from './split.ts';

export const TASKS: { readonly [C in TaskConfig as C['kind']]: Task<C> } = {
  'binary-operation': binaryOperation,
  sum,
  digits,
};

/** The entry of a task's own kind; the table's type guarantees that it takes that kind's fields. */
function entryOf(task: TaskConfig): Task<TaskConfig> {
  return TASKS[task.kind];
}

/**
 * The examples and their split. The same config always gives the same arrays.
 * @param readFile gives the files of real data sets; not needed where examples are computed
 */
export function buildDataset(
  config: Pick<RunConfig, 'task' | 'seed'>,
  readFile: ReadFile = noFiles,
): Dataset {
  return entryOf(config.task).build(config.task, config.seed, readFile);
}

function noFiles(name: string): never {
  throw new Error(
    `tasks: this data set is read from '${name}', and buildDataset was given no way to read files`,
  );
}

/**
 * Checks what the schema cannot: a prime modulus, two non-empty sets, a batch that fits.
 * @throws LabError `bad-config` with one sentence naming field, value and what is accepted
 */
export function validateTask(config: RunConfig): void {
  entryOf(config.task).validate(config);
}

/** The task in a few words, for lists and titles. */
export function describeTask(task: TaskConfig): string {
  return entryOf(task).describe(task);
}

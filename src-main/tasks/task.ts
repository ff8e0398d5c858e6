/** @file What a task is: the equations a network sees, as integer arrays, split in two once and for all. */
import { sha256 } from '../base/hash.ts';
import type { HostArray } from '../base/named-arrays.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import type { TaskConfig } from '../contract/values/task-config.ts';

/** Some of a task's equations, N of them. */
export interface Split {
  /** [N, context] token ids, the position the answer is read from last. */
  readonly tokens: HostArray<Int32Array>;
  /** [N] answers, 0 … answers−1. */
  readonly labels: HostArray<Int32Array>;
  /** [N] positions in the task's enumeration of all equations. */
  readonly indices: Int32Array;
}

export interface Dataset {
  /** Number of distinct tokens; numbers come first, then the special ones. */
  readonly vocabulary: number;
  /** Number of possible answers; they are the first tokens of the vocabulary. */
  readonly answers: number;
  /** Tokens per equation. */
  readonly context: number;
  readonly train: Split;
  readonly validation: Split;
}

/** A run config whose task is of one kind. */
export type RunConfigOf<C extends TaskConfig> = RunConfig & { readonly task: C };

/** One kind of task. Everything in it is a pure function of its arguments. */
export interface Task<C extends TaskConfig> {
  /**
   * What the schema alone cannot see: fields that must fit each other.
   * @throws LabError `bad-config` with one sentence naming field, value and what is accepted
   */
  validate(config: RunConfigOf<C>): void;
  /** @param seed the run's seed; the config decides whether the split follows it */
  build(task: C, seed: number): Dataset;
  /** The task in a few words, such as `x+y mod 97, 40 % for training`. */
  describe(task: C): string;
}

/** SHA-256 of the training indices (little-endian 32-bit), in their order: equal hashes mean the same training set. */
export function splitHash(dataset: Dataset): string {
  const { indices } = dataset.train;
  const bytes = new Uint8Array(indices.length * 4);
  const view = new DataView(bytes.buffer);
  indices.forEach((index, i) => view.setInt32(4 * i, index, true));
  return sha256(bytes);
}

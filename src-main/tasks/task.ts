/** @file What a task is: the examples a network sees, as arrays, split in two once and for all. An example is an equation
 *  made of tokens, or a vector of numbers such as the pixels of a digit. */
import { sha256 } from '../base/hash.ts';
import type { FloatArray, HostArray } from '../base/named-arrays.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import type { TaskConfig } from '../contract/values/task-config.ts';

/** Some of a task's examples, N of them. */
export interface Split {
  /** int32 [N, context] token ids, the position the answer is read from last; or floats [N, features]. */
  readonly inputs: HostArray<Int32Array> | HostArray<FloatArray>;
  /** [N] answers, 0 … answers−1. */
  readonly labels: HostArray<Int32Array>;
  /** [N] positions in the task's enumeration of all examples. */
  readonly indices: Int32Array;
}

export interface Dataset {
  /** Number of distinct tokens; numbers come first, then the special ones. 0 where examples are vectors. */
  readonly vocabulary: number;
  /** Number of possible answers; where a transformer gives them they are the first tokens of the vocabulary. */
  readonly answers: number;
  /** Tokens per equation; 0 where examples are vectors. */
  readonly context: number;
  /** Numbers per example where examples are vectors, else 0. */
  readonly features: number;
  readonly train: Split;
  readonly validation: Split;
}

/** A run config whose task is of one kind. */
export type RunConfigOf<C extends TaskConfig> = RunConfig & { readonly task: C };

/** The bytes of a file that comes with the program, by its name. */
export type ReadFile = (name: string) => Uint8Array;

/** One kind of task. Everything in it is a pure function of its arguments. */
export interface Task<C extends TaskConfig> {
  /**
   * What the schema alone cannot see: fields that must fit each other.
   * @throws LabError `bad-config` with one sentence naming field, value and what is accepted
   */
  validate(config: RunConfigOf<C>): void;
  /**
   * @param seed the run's seed; the config decides whether the split follows it
   * @param readFile gives real data sets their files
   */
  build(task: C, seed: number, readFile: ReadFile): Dataset;
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

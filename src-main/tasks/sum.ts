/** @file Addition without a modulus: i + j for 0 ≤ i ≤ j < p (Liu et al. 2022, arXiv 2205.10343, section 3; code
 *  ejmichaud/grokking-squared, `toy/train_add.py`). Pairs are enumerated with i outside and j inside, both ascending. */
import { integers } from '../base/named-arrays.ts';
import type { SumTask } from '../contract/values/task-config.ts';
import { badConfig, checkBatch } from './checks.ts';
import { splitAfter, splitSeedOf } from './split.ts';
import type { Dataset, Split, Task } from './task.ts';

/** Number of unordered pairs, p(p+1)/2. */
export function pairCount({ operands }: Pick<SumTask, 'operands'>): number {
  return (operands * (operands + 1)) / 2;
}

/** All pairs, i and j in turns. */
function allPairs(operands: number): Int32Array {
  const pairs: number[] = [];
  for (let i = 0; i < operands; i++) for (let j = i; j < operands; j++) pairs.push(i, j);
  return Int32Array.from(pairs);
}

function pairsAt(pairs: Int32Array, indices: Int32Array): Split {
  const tokens = new Int32Array(2 * indices.length);
  indices.forEach((index, row) => tokens.set(pairs.subarray(2 * index, 2 * index + 2), 2 * row));
  const labels = Int32Array.from(
    indices,
    (index) => (pairs[2 * index] as number) + (pairs[2 * index + 1] as number),
  );
  return {
    inputs: integers([indices.length, 2], tokens),
    labels: integers([indices.length], labels),
    indices,
  };
}

function build(task: SumTask, seed: number): Dataset {
  const pairs = allPairs(task.operands);
  const { train, validation } = splitAfter(pairCount(task), task.trainExamples, splitSeedOf(task, seed));
  return {
    vocabulary: task.operands,
    answers: 2 * task.operands - 1,
    context: 2,
    features: 0,
    train: pairsAt(pairs, train),
    validation: pairsAt(pairs, validation),
  };
}

export const sum: Task<SumTask> = {
  validate(config) {
    const { task, model } = config;
    const total = pairCount(task);
    if (task.trainExamples >= total) {
      throw badConfig(
        'task.trainExamples',
        `${task.trainExamples} of ${total} pairs leaves none for validation; choose 1 to ${total - 1}.`,
      );
    }
    if (model.kind === 'transformer') {
      throw badConfig(
        'model.kind',
        "'transformer' answers with one of its tokens, and sums go beyond the operands; choose embedding-mlp or mlp.",
      );
    }
    checkBatch(config, task.trainExamples);
  },
  build,
  describe({ operands, trainExamples }) {
    return `i+j below ${operands}, ${trainExamples} pairs for training`;
  },
};

/** @file Tables of binary operations on Z_p: the equations x ∘ y = c of Power et al. 2022, Nanda et al. 2023 and others.
 *  Equations are enumerated with x outside and y inside, both ascending. */
import { integers } from '../base/named-arrays.ts';
import type { BinaryOperationTask } from '../contract/values/task-config.ts';
import { badConfig, checkBatch } from './checks.ts';
import { inverses, isPrime, nearestPrime, OPERATION_RULES } from './operations.ts';
import { splitIndices, splitSeedOf, trainingSize } from './split.ts';
import type { Dataset, Split, Task } from './task.ts';

const CONTEXT = { operands: 2, 'operands-equals': 3, 'operands-operator-equals': 4 } as const;
const NO_INVERSES = new Int32Array(0);

/** Number of equations: p², or p·(p−1) where y = 0 is left out. */
export function equationCount(task: BinaryOperationTask): number {
  return task.modulus * (task.modulus - OPERATION_RULES[task.operation].firstY);
}

/** Puts the tokens of x ∘ y into `out` from `at` on. Numbers are their own tokens; then the operator; equals is last. */
function writeTokens(task: BinaryOperationTask, x: number, y: number, out: Int32Array, at: number): void {
  const p = task.modulus;
  switch (task.tokenization) {
    case 'operands':
      out.set([x, y], at);
      return;
    case 'operands-equals':
      out.set([x, y, p], at);
      return;
    case 'operands-operator-equals':
      out.set([x, p, y, p + 1], at);
  }
}

/** The equations at the given positions of the enumeration. */
function equationsAt(task: BinaryOperationTask, indices: Int32Array): Split {
  const { modulus: p } = task;
  const rule = OPERATION_RULES[task.operation];
  const inverse = rule.divides ? inverses(p) : NO_INVERSES;
  const perX = p - rule.firstY;
  const context = CONTEXT[task.tokenization];
  const tokens = new Int32Array(indices.length * context);
  const labels = new Int32Array(indices.length);
  indices.forEach((index, i) => {
    const x = Math.floor(index / perX);
    const y = rule.firstY + (index % perX);
    writeTokens(task, x, y, tokens, i * context);
    labels[i] = rule.answer(x, y, p, inverse);
  });
  return {
    inputs: integers([indices.length, context], tokens),
    labels: integers([indices.length], labels),
    indices,
  };
}

function build(task: BinaryOperationTask, seed: number): Dataset {
  const { train, validation } = splitIndices(
    equationCount(task),
    task.trainFraction,
    splitSeedOf(task, seed),
  );
  const context = CONTEXT[task.tokenization];
  return {
    vocabulary: task.modulus + context - 2, // beside the numbers, every further position holds a token of its own
    answers: task.modulus,
    context,
    features: 0,
    train: equationsAt(task, train),
    validation: equationsAt(task, validation),
  };
}

function validateModulus({ modulus, operation }: BinaryOperationTask): void {
  if (!OPERATION_RULES[operation].divides || isPrime(modulus)) return;
  const near = nearestPrime(modulus);
  throw badConfig(
    'task.modulus',
    `${modulus} is not a prime, and '${operation}' divides; choose a prime such as ${near}, or an operation that does not divide.`,
  );
}

function validateFraction(task: BinaryOperationTask): void {
  const total = equationCount(task);
  const size = trainingSize(task.trainFraction, total);
  if (size > 0 && size < total) return;
  throw badConfig(
    'task.trainFraction',
    `${task.trainFraction} of ${total} equations leaves ${size} for training and ${total - size} for validation; ` +
      `choose a fraction from 1/${total} to ${total - 1}/${total}.`,
  );
}

export const binaryOperation: Task<BinaryOperationTask> = {
  validate(config) {
    validateModulus(config.task);
    validateFraction(config.task);
    checkBatch(config, trainingSize(config.task.trainFraction, equationCount(config.task)));
  },
  build,
  describe({ operation, modulus, trainFraction }) {
    return `${operation} mod ${modulus}, ${Number((100 * trainFraction).toPrecision(4))} % for training`;
  },
};

import { describe, expect, it } from 'vitest';
import type { SumTask } from '../../../src-main/contract/values/task-config.ts';
import { buildDataset } from '../../../src-main/tasks/index.ts';

const task: SumTask = { kind: 'sum', operands: 10, trainExamples: 45, splitSeed: 'seed' };
const dataset = buildDataset({ task, seed: 58 });
const pairs = [dataset.train, dataset.validation].flatMap(({ inputs, labels }) =>
  [...labels.data].map(
    (label, i) => [inputs.data[2 * i], inputs.data[2 * i + 1], label] as [number, number, number],
  ),
);

describe('addition without a modulus', () => {
  it('has each unordered pair once, 45 of 55 for training, with its sum', () => {
    expect(dataset.train.inputs.shape).toEqual([45, 2]);
    expect(dataset.validation.inputs.shape).toEqual([10, 2]);
    expect(new Set(pairs.map(([i, j]) => `${i},${j}`)).size).toBe(55);
    for (const [i, j, label] of pairs) {
      expect(i).toBeLessThanOrEqual(j);
      expect(label).toBe(i + j);
    }
    expect(dataset).toMatchObject({ vocabulary: 10, answers: 19, context: 2, features: 0 });
  });

  it('is split by the seed, or by a seed of its own', () => {
    const indices = (seed: number, splitSeed: SumTask['splitSeed']) =>
      buildDataset({ task: { ...task, splitSeed }, seed }).train.indices;
    expect(indices(1, 'seed')).not.toEqual(indices(2, 'seed'));
    expect(indices(1, 7)).toEqual(indices(2, 7));
    expect(indices(7, 'seed')).toEqual(indices(1, 7));
  });
});

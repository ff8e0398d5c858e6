import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src-main/base/hash.ts';
import type { DigitsTask } from '../../../src-main/contract/values/task-config.ts';
import { buildDataset } from '../../../src-main/tasks/index.ts';
import { readResource } from '../../../src-main/worker/resource-files.ts';

const task: DigitsTask = { kind: 'digits', trainExamples: 1000, validationExamples: 2000, splitSeed: 'seed' };
const dataset = buildDataset({ task, seed: 1 }, readResource);
const bytes = readResource('digits.br');

describe('the file of digits', () => {
  it('is the one this program was made with', () => {
    expect(sha256(bytes)).toMatchInlineSnapshot(
      `"6776b41865013349922ff99a2edc75d9d5e4eaccf3bb5aa198f35d527f322aaa"`,
    );
  });

  it('holds 10 000 digits of all kinds, their ink in the middle', () => {
    expect(bytes.length).toBe(10_000 * 785);
    const counts = new Array<number>(10).fill(0);
    let [corner, middle] = [0, 0];
    for (let at = 0; at < bytes.length; at += 785) {
      counts[bytes[at] as number]!++;
      corner += bytes[at + 1] as number;
      middle += bytes[at + 1 + 14 * 28 + 14] as number;
    }
    expect(counts).toEqual([1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]);
    expect(corner).toBe(0);
    expect(middle / 10_000).toBeGreaterThan(100);
  });
});

describe('digits', () => {
  it('are vectors of pixels from 0 to 1 with their labels, none in both sets', () => {
    const { train, validation } = dataset;
    expect(train.inputs.shape).toEqual([1000, 784]);
    expect(validation.inputs.shape).toEqual([2000, 784]);
    expect(dataset).toMatchObject({ vocabulary: 0, answers: 10, context: 0, features: 784 });
    for (const { inputs, labels, indices } of [train, validation]) {
      const row = 17;
      const at = 785 * (indices[row] as number);
      expect(labels.data[row]).toBe(bytes[at]);
      const expected = [...bytes.slice(at + 1, at + 785)].map((shade) => shade / 255);
      expect([...inputs.data.slice(784 * row, 784 * (row + 1))]).toEqual(expected);
    }
    const both = new Set([...train.indices, ...validation.indices]);
    expect(both.size).toBe(3000);
    expect(inputsExtent(train.inputs.data)).toEqual([0, 1]);
  });

  it('say what is wrong where the file is not whole, or cannot be read', () => {
    expect(() => buildDataset({ task, seed: 1 }, () => new Uint8Array(5))).toThrow(
      'digits.br holds 5 bytes, expected 7850000; install the program again.',
    );
    expect(() => buildDataset({ task, seed: 1 })).toThrow("is read from 'digits.br'");
    expect(() => readResource('letters.br')).toThrow("there is no 'resources/letters.br' above");
  });
});

function inputsExtent(values: ArrayLike<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i] as number);
    high = Math.max(high, values[i] as number);
  }
  return [low, high];
}

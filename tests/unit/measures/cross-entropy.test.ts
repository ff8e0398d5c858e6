import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FloatArray } from '../../../src-main/base/named-arrays.ts';
import { crossEntropy } from '../../../src-main/measures/cross-entropy.ts';

/** The score of rows of logits, each with its label. */
function score(
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  Floats = Float64Array as FloatsClass,
) {
  const classes = rows[0]?.length ?? 0;
  return crossEntropy({
    data: Floats.from(rows.flat()),
    rows: rows.length,
    classes,
    labels: Int32Array.from(labels),
  });
}
type FloatsClass = { from(values: readonly number[]): FloatArray };

describe('the loss', () => {
  it('is the mean of −log of the probability given to the label', () => {
    // Row 1: exp → 1, 2, 1, so −log(2/4); row 2: all equal, −log(1/3).
    const { loss } = score(
      [
        [0, Math.log(2), 0],
        [5, 5, 5],
      ],
      [1, 2],
    );
    expect(loss).toBeCloseTo((Math.log(2) + Math.log(3)) / 2, 15);
  });

  it('equals the textbook formula on ordinary logits, in both precisions', () => {
    const logits = fc.array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(logits, fc.nat(), (row, at) => {
        const label = at % row.length;
        const partition = row.reduce((sum, z) => sum + Math.exp(z), 0);
        const expected = Math.log(partition) - (row[label] as number);
        expect(score([row], [label]).loss).toBeCloseTo(expected, 12);
        expect(score([row], [label], Float32Array).loss).toBeCloseTo(expected, 12);
      }),
    );
  });

  it('does not change when all logits move together', () => {
    const near = score([[1, 2, 3]], [0]).loss;
    expect(score([[1001, 1002, 1003]], [0]).loss).toBe(near);
    expect(score([[-1e6 + 1, -1e6 + 2, -1e6 + 3]], [0]).loss).toBe(near);
  });

  it('neither overflows nor loses the size of extreme losses', () => {
    expect(score([[1e300, 0]], [1]).loss).toBe(1e300);
    expect(score([[-1e30, 1e30]], [0], Float32Array).loss).toBeCloseTo(2e30, -25);
    expect(score([[800, 0]], [0]).loss).toBe(0);
    // Two others, each exp(−50) ≈ 2e-22: far below what 1 + r can hold.
    expect(score([[50, 0, 0]], [0]).loss / (2 * Math.exp(-50))).toBeCloseTo(1, 12);
  });

  it('is infinite where the label has no probability, and NaN where there is a NaN', () => {
    expect(score([[0, -Infinity]], [1]).loss).toBe(Infinity);
    expect(score([[0, -Infinity]], [0])).toEqual({ loss: 0, accuracy: 1 });
    expect(score([[Infinity, 0]], [0])).toEqual({ loss: 0, accuracy: 1 });
    expect(score([[0, NaN]], [0]).loss).toBeNaN();
    expect(
      score(
        [
          [1, 2],
          [NaN, 0],
        ],
        [1, 1],
      ).loss,
    ).toBeNaN();
  });
});

describe('the accuracy', () => {
  it('is the share of rows whose largest logit is the label’s', () => {
    expect(
      score(
        [
          [1, 2],
          [3, 1],
          [0, 1],
          [2, 2.5],
        ],
        [1, 0, 0, 1],
      ).accuracy,
    ).toBe(0.75);
  });

  it('gives a tie to the lowest class', () => {
    expect(score([[1, 1]], [0]).accuracy).toBe(1);
    expect(score([[1, 1]], [1]).accuracy).toBe(0);
    expect(score([[Infinity, Infinity]], [0]).accuracy).toBe(1);
  });

  it.each([
    [[NaN, 1], 0],
    [[NaN, 1], 1],
    [[1, NaN], 0],
    [[1, NaN], 1],
    [[0, 2, NaN], 1],
  ])('counts %j with label %d as wrong', (row, label) => {
    expect(score([row], [label]).accuracy).toBe(0);
  });
});

it('refuses sizes that do not fit', () => {
  const data = new Float32Array(5);
  const labels = new Int32Array(2);
  expect(() => crossEntropy({ data, rows: 2, classes: 3, labels })).toThrow(
    'measures: expected 2 × 3 logits and 2 labels, got 5 and 2',
  );
});

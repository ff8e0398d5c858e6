import { describe, expect, it } from 'vitest';
import { squaredError } from '../../../src-main/measures/squared-error.ts';

const ONE_HOT = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);

function score(rows: readonly (readonly number[])[], labels: readonly number[], targets = ONE_HOT) {
  const classes = rows[0]?.length ?? 0;
  const logits = { data: Float64Array.from(rows.flat()), rows: rows.length, classes, labels: Int32Array.from(labels) };
  return squaredError(logits, targets);
} // oxfmt-ignore

describe('the squared error of a split', () => {
  it('is the mean over rows and outputs', () => {
    const { loss } = score([[1, 0, 0], [0, 3, 0]], [0, 1]); // oxfmt-ignore
    expect(loss).toBeCloseTo(4 / 6, 15);
    expect(score([[0.5, 0, -1]], [2]).loss).toBeCloseTo((0.25 + 4) / 3, 15);
  });

  it('takes the largest output for the answer where targets are one-hot', () => {
    expect(score([[0.2, 0.1, 0], [-3, -1, -2], [9, 1, 2]], [0, 1, 2]).accuracy).toBeCloseTo(2 / 3, 15); // oxfmt-ignore
  });

  it('takes the nearest target for the answer where they are any vectors, more of them than outputs', () => {
    const targets = Float64Array.of(0, 0, 10, 0, 0, 10);
    expect(score([[1, 1], [6, 1], [1, 4]], [0, 1, 2], targets).accuracy).toBeCloseTo(2 / 3, 15); // oxfmt-ignore
  });

  it('is NaN with a NaN among the outputs, whose row is wrong', () => {
    const { loss, accuracy } = score([[NaN, 0, 0], [0, 1, 0]], [0, 1]); // oxfmt-ignore
    expect(loss).toBeNaN();
    expect(accuracy).toBe(0.5);
  });

  it('refuses sizes that do not fit', () => {
    expect(() => score([[1, 2]], [0])).toThrow('1 × 2 outputs, 1 labels and targets of 2, got 2, 1 and 9');
  });
});

/** @file Mean squared error and accuracy of a split, in double from the outputs. The network's answer is the one whose
 *  target vector is nearest (Liu et al. 2022); with one-hot targets that is the largest output. */
import type { FloatArray } from '../base/named-arrays.ts';
import type { Score } from './cross-entropy.ts';
import type { SplitLogits } from './measure.ts';

/**
 * Loss: mean over rows and outputs of (output − target)². A row with a NaN is wrong.
 * @param targets [answers, classes]
 * @throws Error when the sizes do not fit each other
 */
export function squaredError({ data, rows, classes, labels }: SplitLogits, targets: FloatArray): Score {
  if (data.length !== rows * classes || labels.length !== rows || targets.length % classes !== 0) {
    throw new Error(
      `measures: expected ${rows} × ${classes} outputs, ${rows} labels and targets of ${classes}, got ${data.length}, ${labels.length} and ${targets.length}`,
    );
  }
  const answers = targets.length / classes;
  let loss = 0;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const distance = (answer: number) =>
      squaredDistance(data, row * classes, targets, answer * classes, classes);
    const label = labels[row] as number;
    const own = distance(label);
    loss += own;
    if (own < nearestOther(distance, label, answers)) right++;
  }
  return { loss: loss / (rows * classes), accuracy: right / rows };
}

/** The smallest distance to an answer other than the label. */
function nearestOther(distance: (answer: number) => number, label: number, answers: number): number {
  let nearest = Infinity;
  for (let answer = 0; answer < answers; answer++) {
    if (answer !== label) nearest = Math.min(nearest, distance(answer));
  }
  return nearest;
}

function squaredDistance(a: FloatArray, from: number, b: FloatArray, start: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const difference = (a[from + i] as number) - (b[start + i] as number);
    sum += difference * difference;
  }
  return sum;
}

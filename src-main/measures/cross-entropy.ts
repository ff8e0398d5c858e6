/** @file Mean cross-entropy and accuracy of a split, in double from the logits.
 *
 *  The loss of a row is log Σⱼ exp zⱼ − z_label. With m the largest logit and r = Σ exp(zⱼ − m) over the others, it is
 *  (m − z_label) + log(1 + r). No exponential overflows, and because r is kept apart from the 1, a loss far below the
 *  rounding of 1 (1e-16) still comes out right: late in a run losses of 1e-20 are real. */
import { expOfNegative } from './exponential.ts';
import type { SplitLogits } from './measure.ts';

export interface Score {
  /** Mean over rows, in nats. NaN or infinite where the logits make it so. */
  readonly loss: number;
  /** Share of rows whose largest logit (the first of equals) is the label's. A row with a NaN is wrong. */
  readonly accuracy: number;
}

/** @throws Error when the sizes do not fit each other */
export function crossEntropy(logits: SplitLogits): Score {
  const { data, rows, classes, labels } = logits;
  if (data.length !== rows * classes || labels.length !== rows) {
    throw new Error(
      `measures: expected ${rows} × ${classes} logits and ${rows} labels, got ${data.length} and ${labels.length}`,
    );
  }
  let loss = 0;
  let right = 0;
  for (let row = 0, start = 0; row < rows; row++, start += classes) {
    const largest = firstLargest(data, start, classes);
    const label = start + (labels[row] as number);
    const rest = sumOfOthers(data, start, classes, largest);
    // A right answer's m − z_label is 0, also where m is infinite.
    loss += Math.log1p(rest) + (label === largest ? 0 : (data[largest] as number) - (data[label] as number));
    if (label === largest && !(Number.isNaN(rest) && hasNaN(data, start, classes))) right++;
  }
  return { loss: loss / rows, accuracy: right / rows };
}

/** Position in `data` of the row's largest logit; the first of equals. */
function firstLargest(data: SplitLogits['data'], start: number, classes: number): number {
  let position = start;
  let largest = data[start] as number;
  for (let i = start + 1; i < start + classes; i++) {
    const value = data[i] as number;
    if (value > largest) {
      largest = value;
      position = i;
    }
  }
  return position;
}

/** Σ exp(zⱼ − m) over the row without the position of m. */
function sumOfOthers(data: SplitLogits['data'], start: number, classes: number, largest: number): number {
  const shift = data[largest] as number;
  let sum = 0;
  for (let i = start; i < largest; i++) sum += expOfNegative((data[i] as number) - shift);
  for (let i = largest + 1; i < start + classes; i++) sum += expOfNegative((data[i] as number) - shift);
  return sum;
}

/** Tells a NaN logit from two infinite ones, whose difference is NaN too. */
function hasNaN(data: SplitLogits['data'], start: number, classes: number): boolean {
  return data.subarray(start, start + classes).some(Number.isNaN);
}

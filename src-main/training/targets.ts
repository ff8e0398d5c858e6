/** @file What a squared error compares the network's outputs with: a vector for each answer. */
import { Rng } from '../base/rng.ts';
import type { LossConfig } from '../contract/values/loss-config.ts';

/** Vectors [answers, width], row-major. */
export interface Targets {
  readonly data: Float64Array;
  readonly width: number;
}

/** Numbers the network must put out where the loss decides that; undefined where it is one per answer. */
export function outputsFor(loss: LossConfig): number | undefined {
  return loss.kind === 'mse-random' ? loss.targetWidth : undefined;
}

/**
 * One-hot vectors as wide as the network's outputs, or the random ones of Liu et al. 2022: standard normal, fixed by the
 * seed, each answer's from a stream of its own; undefined for a loss that compares with no vectors.
 */
export function targetsOf(
  loss: LossConfig,
  seed: number,
  answers: number,
  outputs: number,
): Targets | undefined {
  if (loss.kind === 'cross-entropy') return undefined;
  const data = new Float64Array(answers * outputs);
  for (let answer = 0; answer < answers; answer++) {
    if (loss.kind === 'mse') data[answer * outputs + answer] = 1;
    else data.set(randomVector(seed, answer, outputs), answer * outputs);
  }
  return { data, width: outputs };
}

function randomVector(seed: number, answer: number, width: number): Float64Array {
  const rng = new Rng(seed, 'targets', answer);
  return Float64Array.from({ length: width }, () => rng.normal());
}

/** @file Which training equations a step sees. A pure function of seed and step, so that a run resumes anywhere. */
import { Rng } from '../base/rng.ts';
import { LabError } from '../contract/values/lab-error.ts';
import type { RunConfig } from '../contract/values/run-config.ts';

export type BatchConfig = RunConfig['batch'];

export interface Batches {
  /** Equations per step. */
  readonly size: number;
  /** Whether every step sees the whole training set; then there are no indices to feed. */
  readonly full: boolean;
  /** Indices into the training set for the update after `step` updates. Any step may be asked, in any order. */
  at(step: number): Int32Array;
}

/**
 * @param equations size of the training set
 * @throws LabError `bad-config` where an epoch has not one complete batch
 */
export function createBatches(config: BatchConfig, equations: number, seed: number): Batches {
  switch (config.sampling) {
    case 'full':
      return { size: equations, full: true, at: () => Int32Array.from({ length: equations }, (_, i) => i) };
    case 'replacement':
      return {
        size: config.size,
        full: false,
        at: (step) => drawIndices(config.size, equations, seed, step),
      };
    case 'epochs':
      return { size: config.size, full: false, at: shuffledPasses(config.size, equations, seed) };
  }
}

/** Independent uniform draws, one stream per step. */
function drawIndices(size: number, equations: number, seed: number, step: number): Int32Array {
  const rng = new Rng(seed, 'batch', step);
  return Int32Array.from({ length: size }, () => rng.integer(equations));
}

/** Passes over the training set, each in an order of its own; what is left after the last complete batch is dropped. */
function shuffledPasses(size: number, equations: number, seed: number): (step: number) => Int32Array {
  const perEpoch = Math.floor(equations / size);
  if (perEpoch === 0) {
    throw new LabError(
      'bad-config',
      `batch.size: ${size} is more than the ${equations} training equations; choose at most ${equations}, or batch.sampling full`,
      { field: 'batch.size' },
    );
  }
  // The order of the epoch asked for last; asking again in sequence costs no shuffle.
  let kept: { epoch: number; order: Int32Array } = { epoch: -1, order: new Int32Array() };
  return (step) => {
    const epoch = Math.floor(step / perEpoch);
    if (kept.epoch !== epoch) kept = { epoch, order: new Rng(seed, 'batch', epoch).permutation(equations) };
    const from = (step % perEpoch) * size;
    return kept.order.slice(from, from + size);
  };
}

/** @file Programs that look at a network without changing it: logits of some equations, gradient of the loss. */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { RunConfig } from '../contract/values/run-config.ts';
import type { Model } from '../models/model.ts';
import { parameterCount, unpackParameters } from '../models/parameters.ts';
import {
  batchOf,
  fixedTokens,
  lossAndGradient,
  trainingConstants,
  type Inputs,
  type TrainingSet,
} from './loss-gradient.ts';
import { answersIn, createLoss } from './loss.ts';
import type { Program, Signature } from './program.ts';
import { PARAMETERS } from './train-step.ts';
import { createZeroLoss } from './zero-loss.ts';

export interface EvaluationProgram {
  readonly program: Program;
  readonly signature: Signature;
}

/** Output `logits` [N, classes] of fixed examples. @param inputs int32 [N, context], or floats [N, features] */
export function makeLogits(model: Model, inputs: Inputs): EvaluationProgram {
  const fixed = fixedTokens(inputs);
  return {
    program: (tensors) => ({
      logits: model.forward(
        unpackParameters(model.parameters, tensors[PARAMETERS] as Tensor1D),
        tensors['inputs'] as Tensor2D,
        fixed,
      ),
    }),
    signature: { state: parameterState(model), constants: { inputs }, feeds: {} },
  };
}

/**
 * Outputs `gradient` [n] of the mean loss alone, without decay, and `loss` [].
 * @param batchSize equations in the feed `batch`; without it the whole training set is taken
 */
export function makeGradient(
  config: Pick<RunConfig, 'loss' | 'seed'>,
  model: Model,
  train: TrainingSet,
  batchSize?: number,
): EvaluationProgram {
  const lossOf = createLoss(config, answersIn(train.labels.data));
  const fixed = fixedTokens(train.inputs);
  return {
    program: (inputs) => ({
      ...lossAndGradient(model, lossOf, inputs[PARAMETERS] as Tensor1D, batchOf(inputs, fixed)),
    }),
    signature: {
      state: parameterState(model),
      constants: trainingConstants(train),
      feeds: batchSize === undefined ? {} : { batch: { shape: [batchSize], dtype: 'int32' } },
    },
  };
}

/** Output `zeroLosses` [N]: 1 for each training example whose loss is exactly 0 in its own precision, else 0. */
export function makeZeroLosses(
  config: Pick<RunConfig, 'loss' | 'seed'>,
  model: Model,
  train: TrainingSet,
): EvaluationProgram {
  const isZero = createZeroLoss(config, train.labels.data);
  const fixed = fixedTokens(train.inputs);
  return {
    program: (tensors) => {
      const { inputs, labels } = batchOf(tensors, fixed);
      const parameters = unpackParameters(model.parameters, tensors[PARAMETERS] as Tensor1D);
      return { zeroLosses: isZero(model.forward(parameters, inputs, fixed), labels) };
    },
    signature: { state: parameterState(model), constants: trainingConstants(train), feeds: {} },
  };
}

function parameterState(model: Model): Signature['state'] {
  return { [PARAMETERS]: { shape: [parameterCount(model.parameters)], dtype: 'float' } };
}

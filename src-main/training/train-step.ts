/** @file One update of a run as a program: batch, loss, gradient, optimizer. */
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import { floats, integers, scalar, type NamedArrays } from '../base/named-arrays.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import type { FixedTokens, Model } from '../models/model.ts';
import { packParameters, parameterCount } from '../models/parameters.ts';
import { createBatches } from './batches.ts';
import {
  batchOf,
  fixedTokens,
  lossAndGradient,
  trainingConstants,
  type TrainingSet,
} from './loss-gradient.ts';
import { createLoss, type LossFunction } from './loss.ts';
import { createOptimizer, type Optimizer } from './optimizer.ts';
import type { NamedTensors, Program, Signature, TensorSpec } from './program.ts';

/** Name of the flat parameter vector [n] in the state of every program. */
export const PARAMETERS = 'parameters';

export interface TrainStep {
  /** Reads the state, constants and feeds of the signature; gives the next state and `loss`, the mean loss of the batch before the update. */
  readonly program: Program;
  readonly signature: Signature;
  /** Untrained parameters and empty optimizer state. @param seed feeds the purpose `init` */
  initialState(seed: number): NamedArrays;
  /** Feeds of the update that follows `step` updates, the same whenever and in whatever order they are asked. */
  feedsAt(step: number): NamedArrays;
}

/** The part of a run config that decides what a step is. */
export type StepConfig = Pick<RunConfig, 'seed' | 'optimizer' | 'batch' | 'loss'>;

/** @throws LabError `bad-config` where no batch fits into the training set */
export function makeTrainStep(config: StepConfig, model: Model, data: { train: TrainingSet }): TrainStep {
  const optimizer = createOptimizer(config.optimizer);
  const batches = createBatches(config.batch, data.train.labels.data.length, config.seed);
  const vector: TensorSpec = { shape: [parameterCount(model.parameters)], dtype: 'float' };
  const vectors = Object.keys(optimizer.state);
  const scalars = Object.keys(optimizer.scalars(1));
  const fixed = fixedTokens(data.train.tokens);
  const lossOf = createLoss(config);
  return {
    program: (inputs) => trainStep({ model, lossOf, optimizer, vectors, scalars, fixed }, inputs),
    signature: {
      state: { [PARAMETERS]: vector, ...fill(vectors, vector) },
      constants: trainingConstants(data.train),
      feeds: {
        ...(batches.full ? {} : { batch: { shape: [batches.size], dtype: 'int32' } }),
        ...fill(scalars, { shape: [], dtype: 'float' }),
      },
    },
    initialState: (seed) => ({
      [PARAMETERS]: floats(vector.shape, packParameters(model.parameters, model.init(seed))),
      ...Object.fromEntries(
        Object.entries(optimizer.state).map(([name, value]) => [
          name,
          floats(vector.shape, new Float64Array(vector.shape[0] as number).fill(value)),
        ]),
      ),
    }),
    feedsAt: (step) => ({
      ...(batches.full ? {} : { batch: integers([batches.size], batches.at(step)) }),
      ...Object.fromEntries(
        Object.entries(optimizer.scalars(step + 1)).map(([name, value]) => [name, scalar(value)]),
      ),
    }),
  };
}

/** What is known of a step before it is run. */
interface StepPlan {
  readonly model: Model;
  readonly lossOf: LossFunction;
  readonly optimizer: Optimizer;
  /** Names of the optimizer's state vectors. */
  readonly vectors: readonly string[];
  /** Names of its scalar feeds. */
  readonly scalars: readonly string[];
  readonly fixed: FixedTokens;
}

function trainStep(plan: StepPlan, inputs: NamedTensors): NamedTensors {
  const { model, lossOf, optimizer, vectors, scalars, fixed } = plan;
  const parameters = inputs[PARAMETERS] as Tensor1D;
  const { tokens, labels } = batchOf(inputs);
  const { loss, gradient } = lossAndGradient(model, parameters, tokens, labels, fixed, lossOf);
  const updated = optimizer.apply(
    gradient,
    parameters,
    pick<Tensor1D>(inputs, vectors),
    pick<Scalar>(inputs, scalars),
  );
  return { [PARAMETERS]: updated.parameters, ...updated.state, loss };
}

function fill<T>(names: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

function pick<T>(inputs: NamedTensors, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, inputs[name] as T]));
}

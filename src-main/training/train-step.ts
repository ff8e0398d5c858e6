/** @file One update of a run as a program: batch, loss, gradient, optimizer. */
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import { floats, integers, scalar, type NamedArrays } from '../base/named-arrays.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import type { FixedTokens, Model } from '../models/model.ts';
import { packParameters, parameterCount } from '../models/parameters.ts';
import { createBatches, type Batches } from './batches.ts';
import {
  batchOf,
  fixedTokens,
  lossAndGradient,
  trainingConstants,
  type TrainingSet,
} from './loss-gradient.ts';
import { answersIn, createLoss, type LossFunction } from './loss.ts';
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

/** What a step needs of a data set. With `answers`, programs of different seeds have constants of the same shapes. */
export interface TrainingData {
  readonly train: TrainingSet;
  readonly answers?: number;
}

/** @throws LabError `bad-config` where no batch fits into the training set */
export function makeTrainStep(config: StepConfig, model: Model, data: TrainingData): TrainStep {
  const { train } = data;
  const optimizer = createOptimizer(config.optimizer, model.parameters);
  const plan: StepPlan = {
    model,
    train,
    lossOf: createLoss(config, data.answers ?? answersIn(train.labels.data)),
    optimizer,
    vectors: Object.keys(optimizer.state),
    scalars: Object.keys(optimizer.scalars(1)),
    batches: createBatches(config.batch, train.labels.data.length, config.seed),
    fixed: fixedTokens(train.inputs),
  };
  return {
    program: (inputs) => trainStep(plan, inputs),
    signature: signatureOf(plan),
    initialState: (seed) => initialState(plan, seed),
    feedsAt: (step) => feedsAt(plan, step),
  };
}

/** What is known of a step before it is run. */
interface StepPlan {
  readonly model: Model;
  readonly train: TrainingSet;
  readonly lossOf: LossFunction;
  readonly optimizer: Optimizer;
  /** Names of the optimizer's state vectors. */
  readonly vectors: readonly string[];
  /** Names of its scalar feeds. */
  readonly scalars: readonly string[];
  readonly batches: Batches;
  readonly fixed: FixedTokens;
}

function trainStep({ model, lossOf, optimizer, ...plan }: StepPlan, inputs: NamedTensors): NamedTensors {
  const parameters = inputs[PARAMETERS] as Tensor1D;
  const { loss, gradient } = lossAndGradient(model, lossOf, parameters, batchOf(inputs, plan.fixed));
  const state = fromNames(plan.vectors, (name) => inputs[name] as Tensor1D);
  const scalars = fromNames(plan.scalars, (name) => inputs[name] as Scalar);
  const updated = optimizer.apply(gradient, parameters, state, scalars);
  return { [PARAMETERS]: updated.parameters, ...updated.state, loss };
}

function signatureOf({ model, train, vectors, scalars, batches }: StepPlan): Signature {
  const vector: TensorSpec = { shape: [parameterCount(model.parameters)], dtype: 'float' };
  return {
    state: fromNames([PARAMETERS, ...vectors], () => vector),
    constants: trainingConstants(train),
    feeds: {
      ...(batches.full ? {} : { batch: { shape: [batches.size], dtype: 'int32' } }),
      ...fromNames(scalars, () => ({ shape: [], dtype: 'float' })),
    },
  };
}

function initialState({ model, optimizer, vectors }: StepPlan, seed: number): NamedArrays {
  const parameters = packParameters(model.parameters, model.init(seed));
  const shape = [parameters.length];
  return {
    [PARAMETERS]: floats(shape, parameters),
    ...fromNames(vectors, (name) =>
      floats(shape, new Float64Array(parameters.length).fill(optimizer.state[name] as number)),
    ),
  };
}

function feedsAt({ optimizer, scalars, batches }: StepPlan, step: number): NamedArrays {
  const values = optimizer.scalars(step + 1);
  return {
    ...(batches.full ? {} : { batch: integers([batches.size], batches.at(step)) }),
    ...fromNames(scalars, (name) => scalar(values[name] as number)),
  };
}

function fromNames<T>(names: readonly string[], value: (name: string) => T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value(name)]));
}

/** @file Published set-ups at a size at which the reference engine takes milliseconds a step. */
import type { HostArray, NamedArrays } from '../../src-main/base/named-arrays.ts';
import { changeConfig, type ConfigChanges } from '../../src-main/contract/values/change-config.ts';
import type { RunConfig } from '../../src-main/contract/values/run-config.ts';
import { fieldAt } from '../../src-main/contract/values/config-fields.ts';
import { EXPERIMENTS } from '../../src-main/experiments/index.ts';
import { omnigrokMnist } from '../../src-main/experiments/omnigrok-2022-mnist.ts';
import { quickStart } from '../../src-main/experiments/quick-start.ts';
import type { Model } from '../../src-main/models/model.ts';
import type { Dataset } from '../../src-main/tasks/index.ts';
import { makeTrainStep, type TrainStep } from '../../src-main/training/train-step.ts';
import { buildNetwork } from '../../src-main/worker/build-network.ts';

const SMALL: ConfigChanges = {
  'task.modulus': 7,
  'task.trainFraction': 0.6,
  'model.width': 8,
  'model.heads': 2,
  'model.mlpWidth': 12,
  'batch.size': 13,
};

/** The quick start at a size for tests, with changes. */
export function aSmallConfig(changes: ConfigChanges = {}): RunConfig {
  return changeConfig(changeConfig(quickStart.config, SMALL), changes);
}

/** The same for tasks and models that have other fields. */
const SMALL_BY_KIND: Readonly<Record<string, ConfigChanges>> = {
  digits: { 'task.trainExamples': 40, 'task.validationExamples': 20 },
  mlp: { 'model.width': 12 },
  'embedding-mlp': { 'model.width': 12, 'model.embeddingWidth': 3 },
};

/** Every experiment at a size for tests, by id. */
export function smallExperiments(): [string, RunConfig][] {
  return EXPERIMENTS.map(({ id, config }) => [id, changeConfig(config, smallFor(config))]);
}

function smallFor(config: RunConfig): ConfigChanges {
  const changes = { ...SMALL, ...SMALL_BY_KIND[config.task.kind], ...SMALL_BY_KIND[config.model.kind] };
  return Object.fromEntries(Object.entries(changes).filter(([path]) => fieldAt(path, config)));
}

/** The digits MLP at a size for tests; it reads vectors, not tokens. */
export function aSmallDigitsConfig(changes: ConfigChanges = {}): RunConfig {
  return changeConfig(omnigrokMnist.config, { ...smallFor(omnigrokMnist.config), ...changes });
}

/**
 * The same, so that every engine can run it and differences stay what they are: the loss in the run's own width, and an
 * ε with which Adam does not divide rounding errors by their own size.
 */
export function comparableExperiments(): [string, RunConfig][] {
  return smallExperiments().map(([id, config]) => {
    const epsilon: ConfigChanges = config.optimizer.kind !== 'sgd' ? { 'optimizer.epsilon': 1e-3 } : {};
    return [id, changeConfig(config, { 'loss.precision': 'run', precision: 'float32', ...epsilon })];
  });
}

export interface SmallRun {
  readonly config: RunConfig;
  readonly dataset: Dataset;
  readonly model: Model;
  readonly step: TrainStep;
  readonly initial: NamedArrays;
}

export function prepareSmall(config: RunConfig): SmallRun {
  const { dataset, model } = buildNetwork(config);
  const step = makeTrainStep(config, model, dataset);
  return { config, dataset, model, step, initial: step.initialState(config.seed) };
}

/** Every bit of every array, as text that compares. */
export function bitsOf(arrays: NamedArrays): Record<string, string> {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { shape, data }]) => [
      name,
      `${shape.join()}:${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')}`,
    ]),
  );
}

/** The one number of an output. */
export function numberOf(array: HostArray | undefined): number {
  const value = array?.data[0];
  if (array?.data.length !== 1 || value === undefined) throw new Error('not one number');
  return value;
}

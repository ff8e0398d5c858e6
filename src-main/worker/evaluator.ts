/** @file One evaluation: every need of the run's measures computed once by compiled programs, then handed to them. */
import { integers, type FloatArray, type HostArray, type NamedArrays } from '../base/named-arrays.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import type { CompileOptions, Engine, Executable } from '../engines/engine.ts';
import {
  measureInput,
  needsOf,
  takeMeasures,
  type MetricValues,
  type Need,
  type NeedValues,
  type SplitLogits,
} from '../measures/index.ts';
import type { Model } from '../models/model.ts';
import type { Dataset, Split } from '../tasks/index.ts';
import { euclideanNorm } from '../measures/euclidean-norm.ts';
import { createBatches } from '../training/batches.ts';
import { makeGradient, makeLogits, makeZeroLosses } from '../training/evaluation-programs.ts';
import { learningRateAt } from '../training/schedule.ts';
import { targetsOf } from '../training/targets.ts';

export interface Evaluator {
  /** The metrics of the run's measures for the state after `step` updates. */
  evaluate(state: NamedArrays, step: number): Promise<MetricValues>;
}

interface Ingredients {
  readonly config: RunConfig;
  readonly model: Model;
  readonly dataset: Dataset;
  readonly engine: Engine;
  readonly options: CompileOptions;
}

/** Computes one need from the parameters. */
type Source<N extends Need> = (parameters: HostArray, step: number) => Promise<NeedValues[N]>;

/** Compiles what the measures need, and nothing else. */
export async function createEvaluator(ingredients: Ingredients): Promise<Evaluator> {
  const { config } = ingredients;
  const sources = new Map<Need, Source<Need>>();
  for (const need of needsOf(config.measures)) sources.set(need, await SOURCES[need](ingredients));
  return {
    async evaluate(state, step) {
      const parameters = state['parameters'] as HostArray;
      const given: Partial<Record<Need, NeedValues[Need]>> = {};
      for (const [need, source] of sources) given[need] = await source(parameters, step);
      const at = { config, step, learningRate: learningRateAt(config.optimizer, Math.max(step, 1)) };
      return takeMeasures(config.measures, measureInput(at, given as Partial<NeedValues>));
    },
  };
}

/** How each need is met; total over the needs a measure can declare. */
const SOURCES: { readonly [N in Need]: (ingredients: Ingredients) => Promise<Source<N>> } = {
  parameters: async () => async (parameters) => parameters.data as FloatArray,
  'logits/train': (ingredients) => logitsOf(ingredients, ingredients.dataset.train),
  'logits/val': (ingredients) => logitsOf(ingredients, ingredients.dataset.validation),
  'gradient/train': fullGradient,
  'gradient/batches': batchGradients,
  'zeroLosses/train': zeroLosses,
};

type SplitNeed = 'logits/train' | 'logits/val';

async function logitsOf<N extends SplitNeed>(
  { config, dataset, model, engine, options }: Ingredients,
  split: Split,
): Promise<Source<N>> {
  const { program, signature } = makeLogits(model, split.inputs);
  const executable = await engine.compile(program, signature, options);
  const [rows, classes] = [split.labels.data.length, model.classes];
  const targets = targetsOf(config.loss, config.seed, dataset.answers, classes)?.data;
  return async (parameters): Promise<SplitLogits> => {
    await executable.writeState({ parameters });
    const { logits } = await executable.run({});
    return {
      data: (logits as HostArray).data as FloatArray,
      rows,
      classes,
      labels: split.labels.data,
      targets,
    };
  };
}

async function gradientExecutable(
  { config, model, dataset, engine, options }: Ingredients,
  batchSize?: number,
): Promise<Executable> {
  const { program, signature } = makeGradient(config, model, dataset.train, batchSize);
  return engine.compile(program, signature, options);
}

async function fullGradient(ingredients: Ingredients): Promise<Source<'gradient/train'>> {
  const executable = await gradientExecutable(ingredients);
  return async (parameters) => {
    await executable.writeState({ parameters });
    return ((await executable.run({}))['gradient'] as HostArray).data as FloatArray;
  };
}

async function zeroLosses({
  config,
  model,
  dataset,
  engine,
  options,
}: Ingredients): Promise<Source<'zeroLosses/train'>> {
  const { program, signature } = makeZeroLosses(config, model, dataset.train);
  const executable = await engine.compile(program, signature, options);
  return async (parameters) => {
    await executable.writeState({ parameters });
    return ((await executable.run({}))['zeroLosses'] as HostArray).data as FloatArray;
  };
}

/** One pass over the mini-batches of the epoch that the step lies in; with full batches there is one. */
async function batchGradients(ingredients: Ingredients): Promise<Source<'gradient/batches'>> {
  const { config, dataset } = ingredients;
  const equations = dataset.train.labels.data.length;
  const batches = createBatches(config.batch, equations, config.seed);
  const perPass = Math.floor(equations / batches.size);
  const executable = await gradientExecutable(ingredients, batches.full ? undefined : batches.size);
  return async (parameters, step) => {
    await executable.writeState({ parameters });
    const first = step - (step % perPass);
    const norms: number[] = [];
    for (let i = 0; i < perPass; i++) {
      const feeds = batches.full ? {} : { batch: integers([batches.size], batches.at(first + i)) };
      const { gradient } = await executable.run(feeds as NamedArrays);
      norms.push(euclideanNorm((gradient as HostArray).data as FloatArray));
    }
    return norms;
  };
}

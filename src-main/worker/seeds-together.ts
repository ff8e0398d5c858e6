/** @file A config on an engine, ready to be timed: one seed of it, or several in one executable. */
import type { RunConfig } from '../contract/values/run-config.ts';
import type { NamedArrays } from '../base/named-arrays.ts';
import type { CompileOptions, Engine, Executable } from '../engines/engine.ts';
import { stackArrays } from '../engines/replicas.ts';
import { makeTrainStep, type TrainStep } from '../training/train-step.ts';
import { buildNetwork } from './build-network.ts';

/** With several seeds every array has a leading axis, one part for each. */
export interface TimedTrainer {
  readonly trainer: Executable;
  /** The step of the first seed. */
  readonly first: TrainStep;
  readonly step: Pick<TrainStep, 'feedsAt'>;
  readonly initialState: NamedArrays;
}

/** @param seeds how many, counted upwards from the config's own; more than one only where the engine has replicas */
export async function compileSeeds(
  config: RunConfig,
  seeds: number,
  engine: Engine,
  options: CompileOptions,
): Promise<TimedTrainer> {
  const configs = Array.from({ length: seeds }, (_, i) => ({ ...config, seed: config.seed + i }));
  const steps = configs.map(stepOf);
  const first = steps[0] as TrainStep;
  if (seeds === 1) {
    const trainer = await engine.compile(first.program, first.signature, options);
    return { trainer, first, step: first, initialState: first.initialState(config.seed) };
  }
  if (!engine.compileReplicas) throw new Error(`${engine.id} trains one seed at a time`);
  return {
    trainer: await engine.compileReplicas(steps, options, 'together'),
    first,
    step: { feedsAt: (at) => stackArrays(steps.map((step) => step.feedsAt(at))) },
    initialState: stackArrays(steps.map((step, i) => step.initialState(config.seed + i))),
  };
}

function stepOf(config: RunConfig): TrainStep {
  const { dataset, model } = buildNetwork(config);
  return makeTrainStep(config, model, dataset);
}

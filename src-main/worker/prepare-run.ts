/** @file From a config to everything the training loop needs: data, model, compiled step, compiled evaluation. */
import type { NamedArrays } from '../base/named-arrays.ts';
import type { EngineId } from '../contract/values/engine-id.ts';
import { LabError } from '../contract/values/lab-error.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import type { Executable } from '../engines/engine.ts';
import { ENGINES } from '../engines/index.ts';
import { MemoryLedger } from '../engines/memory.ts';
import { splitHash } from '../tasks/index.ts';
import { makeTrainStep, type TrainStep } from '../training/train-step.ts';
import { buildNetwork } from './build-network.ts';
import { createEvaluator, type Evaluator } from './evaluator.ts';

export interface PreparedRun {
  readonly step: TrainStep;
  readonly trainer: Executable;
  readonly evaluator: Evaluator;
  readonly initialState: NamedArrays;
  readonly splitHash: string;
  readonly engineVersion: string;
}

/** @throws LabError `engine-unavailable`, `cannot-compile` or `bad-config` */
export async function prepareRun(
  config: RunConfig,
  engineId: EngineId,
  threads: number,
): Promise<PreparedRun> {
  const engine = ENGINES[engineId];
  const availability = await engine.probe();
  if (!availability.available) {
    throw new LabError(
      'engine-unavailable',
      `engine ${engineId} does not work here: ${availability.reason}; ${availability.remedy}.`,
      { engine: engineId },
    );
  }
  const { dataset, model } = buildNetwork(config);
  const memory = new MemoryLedger(process.availableMemory());
  const options = { threads, precision: config.precision, memory };
  const step = makeTrainStep(config, model, dataset);
  const trainer = await engine.compile(step.program, step.signature, { ...options, manySteps: true });
  const evaluator = await createEvaluator({ config, model, dataset, engine, options });
  return {
    step,
    trainer,
    evaluator,
    initialState: step.initialState(config.seed),
    splitHash: splitHash(dataset),
    engineVersion: availability.version,
  };
}

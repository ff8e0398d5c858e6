/** @file From what somebody asks for to a config that can run; the one place where orders are judged. */
import { changeConfig, type ConfigChanges } from '../contract/values/change-config.ts';
import type { Experiment } from '../contract/values/experiment.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import { experimentById } from '../experiments/index.ts';
import { validateTask } from '../tasks/index.ts';

export interface CheckedOrder {
  readonly experiment: Experiment;
  readonly config: RunConfig;
}

/**
 * The validated config of an experiment with some fields changed. Touches nothing, so that it can come before
 * a store is opened.
 * @throws LabError `not-found` for the experiment, `bad-config` naming the field
 */
export function checkOrder(experimentId: string, changes: ConfigChanges): CheckedOrder {
  const experiment = experimentById(experimentId);
  const config = changeConfig(experiment.config, changes);
  validateTask(config);
  return { experiment, config };
}

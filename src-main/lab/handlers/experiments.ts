/** @file Requests about experiments. */
import type { LabHandlers } from '../../contract/wire/requests.ts';
import { EXPERIMENTS } from '../../experiments/index.ts';
import { checkOrder } from '../check-order.ts';
import { changedPaths } from '../config-text.ts';
import { estimateSeconds } from '../estimate.ts';
import type { ReadContext } from './read-context.ts';

export function experimentHandlers({
  reader,
}: ReadContext): Pick<LabHandlers, 'experiments.list' | 'experiments.preview'> {
  return {
    'experiments.list': () => ({ experiments: [...EXPERIMENTS] }),
    'experiments.preview': ({ experiment: id, changes }) => {
      const { experiment, config } = checkOrder(id, changes);
      return {
        config,
        differs: changedPaths(experiment.config, config),
        estimatedSeconds: estimateSeconds(reader, config),
      };
    },
  };
}

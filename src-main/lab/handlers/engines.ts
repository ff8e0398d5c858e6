/** @file Questions about engines that only trying can answer. */
import type { LabHandlers } from '../../contract/wire/requests.ts';
import { checkOrder } from '../check-order.ts';
import { defaultThreads } from '../queue.ts';
import type { OwnerContext } from './owner-context.ts';

export function engineHandlers({ engines, cores }: OwnerContext): Pick<LabHandlers, 'engines.choose'> {
  return {
    'engines.choose': ({ experiment, changes, threads }) =>
      engines.choose(checkOrder(experiment, changes).config, threads ?? defaultThreads(cores)),
  };
}

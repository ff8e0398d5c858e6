/** @file How fast the engines are here. */
import type { LabHandlers } from '../../contract/wire/requests.ts';
import { readBench } from '../bench-desk.ts';
import type { OwnerContext } from './owner-context.ts';
import type { ReadContext } from './read-context.ts';

export function benchReadHandlers({ reader }: ReadContext): Pick<LabHandlers, 'bench.read'> {
  return { 'bench.read': () => ({ bench: readBench(reader) }) };
}

export function benchHandlers({ bench }: OwnerContext): Pick<LabHandlers, 'bench.start' | 'bench.stop'> {
  return {
    'bench.start': (order) => ({ bench: bench.start(order) }),
    'bench.stop': () => ({ bench: bench.stop() }),
  };
}

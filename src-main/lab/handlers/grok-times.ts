/** @file Grokking time against settings. */
import type { LabHandlers } from '../../contract/wire/requests.ts';
import { readGrokTimes } from '../grok-times.ts';
import type { ReadContext } from './read-context.ts';

export function grokTimesHandlers({ reader }: ReadContext): Pick<LabHandlers, 'grokTimes.read'> {
  return {
    'grokTimes.read': ({ query, ...question }) => readGrokTimes(reader, reader.runs(query).runs, question),
  };
}

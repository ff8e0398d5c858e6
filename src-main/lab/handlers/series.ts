/** @file Requests that read series: curves for charts, and exports. */
import type { LabHandlers } from '../../contract/wire/requests.ts';
import { exportAnswer } from '../exports.ts';
import { runById } from '../run-reference.ts';
import type { ReadContext } from './read-context.ts';

export function seriesHandlers({
  reader,
}: ReadContext): Pick<LabHandlers, 'curves.read' | 'export.curves' | 'export.runs'> {
  return {
    'curves.read': (request) => {
      for (const id of request.runs) runById(reader, id);
      return { curves: [...reader.curves(request)] };
    },
    'export.curves': (order) => exportAnswer(reader, { ...order, subject: 'curves' }),
    'export.runs': (order) => exportAnswer(reader, { ...order, subject: 'runs' }),
  };
}

/** @file Requests that read series: curves for charts, and exports. */
import type { LabHandlers } from '../../contract/wire/requests.ts';
import { exportText } from '../exports.ts';
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
    'export.curves': ({ runs, format }) => ({
      text: [...exportText(reader, 'curves', runs, format)].join(''),
    }),
    'export.runs': ({ runs, format }) => ({ text: [...exportText(reader, 'runs', runs, format)].join('') }),
  };
}

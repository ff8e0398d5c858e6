/** @file A comparison's data as files. */
import type { AppState } from '../app-state.ts';
import { drawnCsv } from '../charts/csv.ts';
import { saveFile } from '../ui/copy.ts';
import type { Comparison } from './comparison.svelte.ts';

/** Every line of every chart, in the steps in view, exactly as drawn. */
export function saveDrawn(comparison: Comparison): void {
  saveFile(
    'comparison-drawn.csv',
    drawnCsv(
      comparison.panels.map((panel) => panel.drawn),
      comparison.link.zoom,
    ),
    'text/csv',
  );
}

/** Every logged row of the runs drawn. */
export async function saveRaw({ connection, notices }: AppState, comparison: Comparison): Promise<void> {
  try {
    const runs = comparison.drawn.map((run) => run.id);
    if (runs.length === 0) return;
    const { text } = await connection.request('export.curves', { runs, format: 'csv' });
    saveFile('comparison-points.csv', text, 'text/csv');
  } catch (error) {
    notices.error(error);
  }
}

/** @file A comparison's data as files. */
import type { ExportFormat } from '../../src-main/contract/wire/requests.ts';
import type { AppState } from '../app-state.ts';
import { drawnCsv } from '../charts/csv.ts';
import { saveExport } from '../client/save-export.ts';
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
export async function saveRaw(state: AppState, comparison: Comparison, format: ExportFormat): Promise<void> {
  const runs = comparison.drawn.map((run) => run.id);
  if (runs.length > 0)
    await saveExport(state, { subject: 'curves', runs, format, name: 'comparison-points' });
}

/** @file A run's data as files. */
import type { RunRecord } from '../../src-main/contract/values/run-record.ts';
import type { ExportFormat } from '../../src-main/contract/wire/requests.ts';
import type { AppState } from '../app-state.ts';
import { saveExport } from '../client/save-export.ts';
import { fileName, saveFile } from '../ui/copy.ts';

/** Exactly the logged rows, as the lab has them; not what is on the screen. */
export function saveRunCurves(state: AppState, run: RunRecord, format: ExportFormat): Promise<void> {
  return saveExport(state, { subject: 'curves', runs: [run.id], format, name: run.name });
}

export function saveRunConfig(run: RunRecord): void {
  saveFile(
    fileName(`${run.name} config`, 'json'),
    `${JSON.stringify(run.config, null, 2)}\n`,
    'application/json',
  );
}

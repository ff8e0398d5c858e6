/** @file A run's data as files. */
import type { RunRecord } from '../../src-main/contract/values/run-record.ts';
import type { AppState } from '../app-state.ts';
import { fileName, saveFile } from '../ui/copy.ts';

/** Exactly the logged rows, as the lab has them; not what is on the screen. */
export async function saveRunCsv({ connection, notices }: AppState, run: RunRecord): Promise<void> {
  try {
    const { text } = await connection.request('export.curves', { runs: [run.id], format: 'csv' });
    saveFile(fileName(run.name, 'csv'), text, 'text/csv');
  } catch (error) {
    notices.error(error);
  }
}

export function saveRunConfig(run: RunRecord): void {
  saveFile(
    fileName(`${run.name} config`, 'json'),
    `${JSON.stringify(run.config, null, 2)}\n`,
    'application/json',
  );
}

/** @file Runs and curves as files: exactly what the lab has logged, in each of its formats. */
import type { RunId } from '../../src-main/contract/values/run-record.ts';
import { fromBase64 } from '../../src-main/contract/wire/base64.ts';
import type { ExportFormat } from '../../src-main/contract/wire/requests.ts';
import type { AppState } from '../app-state.ts';
import { fileName, saveFile } from '../ui/copy.ts';

/** What the menus call each format. */
export const FORMAT_NAMES: Readonly<Record<ExportFormat, string>> = {
  csv: 'CSV',
  json: 'JSON',
  jsonl: 'JSON Lines',
  parquet: 'Parquet',
};

const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  jsonl: 'application/jsonl',
  parquet: 'application/vnd.apache.parquet',
};

export interface ExportedFile {
  readonly subject: 'curves' | 'runs';
  readonly runs: readonly RunId[];
  readonly format: ExportFormat;
  /** Of the file, without its extension. */
  readonly name: string;
}

/** Offers the file for saving; what goes wrong is shown as a notice. */
export async function saveExport(
  { connection, notices }: Pick<AppState, 'connection' | 'notices'>,
  { subject, runs, format, name }: ExportedFile,
): Promise<void> {
  try {
    const { text } = await connection.request(`export.${subject}`, { runs: [...runs], format });
    const type = MEDIA_TYPES[format];
    const content = format === 'parquet' ? new Blob([fromBase64(text)], { type }) : text;
    saveFile(fileName(name, format), content, type);
  } catch (error) {
    notices.error(error);
  }
}

/** @file In which format a file is written: as its name ends, as an option says, and never two things at once. */
import { EXPORT_FORMATS, type ExportFormat } from '../contract/wire/requests.ts';
import { usageError } from './exit-codes.ts';

/** Each is also how the name of such a file ends. */
const FILE_FORMATS = [...EXPORT_FORMATS, 'zip', 'onnx'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** What is written into a file of one format. */
const WRITTEN: Readonly<Record<FileFormat, string>> = {
  csv: 'CSV',
  json: 'JSON',
  jsonl: 'JSON Lines',
  parquet: 'Parquet',
  zip: 'an archive',
  onnx: 'an ONNX file',
};

/** The format that the file's name promises; undefined for an ending that promises none of them. */
function promisedBy(out: string): FileFormat | undefined {
  return FILE_FORMATS.find((format) => out.toLowerCase().endsWith(`.${format}`));
}

/**
 * The format of a table: as given, otherwise as the name ends; CSV on standard output.
 * @throws LabError for a name that says nothing where nothing is given, or says something else
 */
export function tableFormat(out: string | undefined, given: ExportFormat | undefined): ExportFormat {
  if (out === undefined) return given ?? 'csv';
  if (given !== undefined) {
    refuseOtherEnding(out, given);
    return given;
  }
  const promised = promisedBy(out);
  const format = EXPORT_FORMATS.find((one) => one === promised);
  if (format !== undefined) return format;
  const endings = EXPORT_FORMATS.map((one) => `.${one}`).join(', ');
  throw usageError(
    `--out: the name of the file says the format, and '${out}' says none of ${endings}; end it so, or give --format.`,
  );
}

/** @throws LabError for a name that promises another format than what is written */
export function refuseOtherEnding(out: string, format: FileFormat): void {
  const promised = promisedBy(out);
  if (promised === undefined || promised === format) return;
  throw usageError(
    `--out: '${out}' is to be ${WRITTEN[format]}, and its name promises ${WRITTEN[promised]}; end it with .${format}, or write ${WRITTEN[promised]}.`,
  );
}

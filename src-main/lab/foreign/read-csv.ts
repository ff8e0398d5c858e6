/** @file Tables as CSV: a step column and a column per metric, or W&B's export of a chart, with columns `run - metric`. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { LabError } from '../../contract/values/lab-error.ts';
import { listed, stepColumn, TIME_COLUMNS, type StepChoice } from './columns.ts';
import {
  badForeign,
  LONGEST_RECORD,
  MOST_STEP,
  numberOf,
  plainName,
  type ForeignRun,
  type ForeignSeries,
} from './foreign-run.ts';
import { refuseOwnExport } from './own-export.ts';

const MOST_COLUMNS = 10_000;
/** Spreads of W&B's charts, which are no metrics. */
const SPREAD = /__(MIN|MAX)$/;
const RUN_AND_METRIC = /^(.+) - (.+)$/s;

interface CsvRecord {
  readonly record: readonly string[];
  readonly raw: string;
  readonly info: { readonly lines: number };
}

/** A column of numbers: whose it is, and what was read of it. */
interface Column {
  readonly title: string;
  readonly run: string;
  readonly metric: string;
  readonly series: ForeignSeries;
}

interface Table {
  readonly stepAt: number;
  readonly timeAt: number;
  readonly columns: readonly (Column | undefined)[];
  /** Titles that are not read. */
  readonly others: readonly string[];
}

/**
 * The runs of the table.
 * @param wanted whether a column is to be read, by the metric's name: text in another one does no harm
 * @param choice which title is the step's
 * @throws LabError `bad-request` naming file, line, column and remedy
 */
export async function readCsv(
  file: string,
  wanted: (metrics: readonly string[]) => ReadonlySet<string>,
  choice: StepChoice,
): Promise<ForeignRun[]> {
  let table: Table | undefined;
  let lineEnd: string | undefined;
  let last = -1;
  const times = new Map<number, number>();
  for await (const { record, raw, info } of recordsOf(file)) {
    const line = info.lines - (raw.trimEnd().match(/\r\n|\r|\n/g)?.length ?? 0);
    lineEnd = sameLineEnd(file, line, raw, lineEnd);
    if (!table) {
      table = tableOf(file, record, wanted, choice);
      continue;
    }
    if (record.length !== table.columns.length) {
      const what = `it has ${record.length} cells, and the title ${table.columns.length}`;
      throw badForeign(
        file,
        `line ${line}`,
        what,
        'give every line a cell per column, and put quotes around commas',
      );
    }
    last = takeRow(file, line, record, table, times, last);
  }
  if (!table) throw badForeign(file, '', 'it is empty', 'export the table again');
  return runsOf(file, table, times);
}

async function* recordsOf(file: string): AsyncGenerator<CsvRecord> {
  const parser = parse({
    ...{ bom: true, raw: true, info: true, relax_column_count: true, skip_empty_lines: true },
    ...{ max_record_size: LONGEST_RECORD, record_delimiter: ['\r\n', '\n'] },
  });
  // Errors of the file reach the parser, and so whoever reads; a reader that gives up closes the file.
  pipeline(createReadStream(file), parser, () => {});
  try {
    for await (const record of parser) yield record as CsvRecord;
  } catch (error) {
    throw error instanceof CsvError ? said(file, error) : error;
  }
}

function said(file: string, error: CsvError): LabError {
  const line = `line ${String(error['lines'] ?? 1)}`;
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    const what = `it has more than ${LONGEST_RECORD} characters`;
    return badForeign(file, line, what, 'leave out columns, or close a quote that is open');
  }
  return badForeign(file, line, error.message.replace(/\.$/, ''), 'quote cells as "a ""word"", with commas"');
}

/** @throws LabError where a line ends in another way than those before: it was put together from files of two systems */
function sameLineEnd(
  file: string,
  line: number,
  raw: string,
  before: string | undefined,
): string | undefined {
  const end = /[\r\n]$/.exec(raw)?.[0]; // of CR LF the parser keeps the first
  if (end === undefined || before === undefined || end === before) return end ?? before;
  const names: Readonly<Record<string, string>> = { '\r': 'CR LF', '\n': 'LF' };
  const what = `it ends with ${names[end]}, and the lines before with ${names[before]}`;
  throw badForeign(file, `line ${line}`, what, 'save it with one kind of line end');
}

/** @throws LabError `bad-request` for tables that need another remedy than the name of a column */
function refuseOtherTables(file: string, titles: readonly string[], { asker }: StepChoice): void {
  const [only] = titles;
  const separator = titles.length === 1 ? /[;\t]/.exec(only ?? '')?.[0] : undefined;
  if (separator !== undefined) {
    const what = `its columns are separated by ${separator === ';' ? 'semicolons' : 'tabs'}`;
    throw badForeign(file, 'line 1', what, 'export it with commas between columns and points in numbers');
  }
  refuseOwnExport(file, titles, asker);
}

function tableOf(
  file: string,
  titles: readonly string[],
  wanted: (metrics: readonly string[]) => ReadonlySet<string>,
  choice: StepChoice,
): Table {
  if (titles.length > MOST_COLUMNS) {
    const what = `it has ${titles.length} columns`;
    throw badForeign(
      file,
      'line 1',
      what,
      `export at most ${MOST_COLUMNS}, those of the metrics that are compared`,
    );
  }
  refuseOtherTables(file, titles, choice);
  const step = stepColumn(file, titles, choice);
  const twice = titles.find((title, i) => titles.indexOf(title) !== i);
  if (twice !== undefined) {
    throw badForeign(file, 'line 1', `two columns are called '${twice}'`, 'give each a name of its own');
  }
  const parts = titles.map((title) => (SPREAD.test(title) ? undefined : RUN_AND_METRIC.exec(title)));
  const ofChart = parts.some(Boolean);
  const named = titles.map((title, i) => ({
    ...{ title, run: ofChart ? (parts[i]?.[1] ?? '') : plainName(file) },
    metric: ofChart ? (parts[i]?.[2] ?? '') : title,
  }));
  const beside = (title: string) => title === step || TIME_COLUMNS.has(title.toLowerCase());
  const names = named
    .filter(({ title, metric }) => metric !== '' && !beside(title))
    .map(({ metric }) => metric);
  // A chart of several runs has a column of the metric for each of them.
  const chosen = wanted([...new Set(names)]);
  return {
    stepAt: titles.indexOf(step),
    timeAt: titles.findIndex((title) => TIME_COLUMNS.has(title.toLowerCase())),
    columns: named.map(({ metric, ...rest }) =>
      chosen.has(metric) ? { ...rest, metric, series: { step: [], value: [] } } : undefined,
    ),
    others: [...new Set(names)].filter((metric) => !chosen.has(metric)),
  };
}

/** @returns its step */
function takeRow(
  file: string,
  line: number,
  cells: readonly string[],
  { stepAt, timeAt, columns }: Table,
  times: Map<number, number>,
  last: number,
): number {
  const text = cells[stepAt] as string;
  const step = numberOf(text);
  if (step === undefined || !Number.isInteger(step) || step <= last || step > MOST_STEP) {
    const before = last < 0 ? 'none' : last;
    const remedy = `steps are whole numbers that grow, and the one before is ${before}; several runs take a file each`;
    throw badForeign(file, `line ${line}`, `the step is '${text.slice(0, 80)}'`, remedy);
  }
  for (const [i, column] of columns.entries()) {
    const cell = cells[i] as string;
    if (!column || cell.trim() === '') continue;
    const value = numberOf(cell);
    if (value === undefined) {
      const what = `column '${column.title}' holds '${cell.slice(0, 80)}'`;
      throw badForeign(file, `line ${line}`, what, 'write a number, NaN, Infinity or nothing');
    }
    column.series.step.push(step);
    column.series.value.push(value);
  }
  const time = numberOf(cells[timeAt] ?? '');
  if (time !== undefined) times.set(step, time);
  return step;
}

function runsOf(file: string, { columns, others }: Table, times: Map<number, number>): ForeignRun[] {
  const read = columns.filter((column) => column !== undefined);
  const format = read.some(({ title, metric }) => title !== metric) ? 'wandb' : 'csv';
  const runs = Map.groupBy(read, ({ run }) => run);
  return [...runs].map(([name, ofRun]) => {
    const series = new Map(ofRun.map((column) => [column.metric, column.series]));
    const empty = ofRun.every((column) => column.series.step.length === 0);
    if (empty)
      throw badForeign(file, '', `'${name}' has no value in ${listed([...series.keys()])}`, 'leave it out');
    return { file, files: [file], format, name, series, others, times };
  });
}

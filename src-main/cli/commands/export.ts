/** @file `groklab export`: runs or curves as CSV, JSON, JSON Lines or Parquet, whole experiments as an archive, or a network
 *  as ONNX, to a file or to standard output, piece by piece. */
import { once } from 'node:events';
import type { Command } from 'commander';
import { LabError } from '../../contract/values/lab-error.ts';
import type { RunId } from '../../contract/values/run-record.ts';
import { ALL_RUNS, EXPORT_FORMATS, type ExportFormat } from '../../contract/wire/requests.ts';
import type { ExportOrder, ExportPiece, ExportSubject } from '../../lab/exports.ts';
import type { ReadOnlyLab } from '../../lab/read-only-lab.ts';
import { idsOf } from '../chosen-runs.ts';
import { collect, FILTER_HELP, optionsOf, STORE_HELP, type CommandContext } from '../command-context.ts';
import { writeModel } from '../export-model.ts';
import { exportProgress } from '../export-progress.ts';
import { EXIT, usageError } from '../exit-codes.ts';
import { refuseOtherEnding, tableFormat } from '../file-format.ts';
import { countOf } from '../people.ts';
import { absentStore, misspeltTag, whyNone } from '../none-found.ts';
import { findRuns, findSweep, reading, runsOfSweep } from '../read-lab.ts';
import type { Screen } from '../screen.ts';
import type { StoreLocation } from '../store-location.ts';
import { FORCE_OPTION, refuseUnwritable, writeWhole } from '../write-whole.ts';

interface ExportOptions {
  readonly db?: string;
  readonly run?: readonly string[];
  readonly sweep?: string;
  readonly filter?: string;
  readonly format?: string;
  readonly allSettings?: boolean;
  readonly out?: string;
  readonly force?: boolean;
}

const MODEL = 'model';
const ARCHIVE = 'archive';
const TABLES: readonly ExportSubject[] = ['runs', 'curves'];
const SUBJECTS = [...TABLES, ARCHIVE, MODEL] as const;
type Subject = (typeof SUBJECTS)[number];

export function registerExport(program: Command, context: CommandContext): void {
  const command = program
    .command('export')
    .description(
      'write runs or curves as CSV, JSON, JSON Lines or Parquet, exactly what was logged, in full precision; an archive ' +
        'of whole runs with series and checkpoints, which `groklab import` takes in elsewhere; or the network of a run as ONNX',
    )
    .argument('<what>', SUBJECTS.join(', '))
    .option('--run <run>', 'only this run; may be given several times (default: all)', collect)
    .option('--sweep <sweep>', "the runs of this sweep: an id, a unique name, or 'last'")
    .option('--filter <expression>', FILTER_HELP)
    .option(
      '--format <format>',
      `of runs and curves: ${EXPORT_FORMATS.join(', ')} (default: as --out ends; csv on standard output)`,
    )
    .option(
      '--all-settings',
      'of runs as CSV or Parquet: a column for every setting, not only for those in which the runs differ',
    )
    .option('--out <file>', 'write to this file (default: standard output)')
    .option(...FORCE_OPTION)
    .option('--db <file>', STORE_HELP);
  command.action(async (given: string) => {
    const { location, ...options } = optionsOf<ExportOptions>(command);
    const what = oneOf('what', given, SUBJECTS);
    const { run: references = [], sweep, filter = '', out, allSettings = false } = options;
    const format = formatOf(what, options);
    refuseIdle(what, options, format);
    if (out !== undefined) refuseUnwritable(out, options.force ?? false);
    await reading(location, async (lab) => {
      if (what === MODEL) return writeModel(lab, { location, references, out, err: context.err });
      const binary = what === ARCHIVE || format === 'parquet';
      if (binary && out === undefined && process.stdout.isTTY) {
        throw usageError('--out: an archive or a Parquet file is not for a terminal; name a file.');
      }
      const asked = { location, subject: what, references, sweep, filter, format, allSettings };
      const { pieces, written } = await contentOf(lab, asked, context.err);
      if (out === undefined) await toStandardOutput(pieces);
      else await writeWhole(out, pieces);
      context.err.status('');
      if (out !== undefined) context.err.line(`${out}: ${written()}`);
    });
    context.exitCode = EXIT.done;
  });
}

/** Of an archive and of a model, which have a format of their own, whatever that of tables would be. */
function formatOf(what: Subject, { format, out }: ExportOptions): ExportFormat {
  if (what !== ARCHIVE && what !== MODEL) {
    return tableFormat(out, format === undefined ? undefined : oneOf('--format', format, EXPORT_FORMATS));
  }
  if (format !== undefined) {
    throw usageError(
      `--format: an ${what === MODEL ? 'ONNX file' : what} has a format of its own; leave it out.`,
    );
  }
  if (out !== undefined) refuseOtherEnding(out, what === MODEL ? 'onnx' : 'zip');
  return 'csv';
}

/** @throws LabError for an option that would change nothing */
function refuseIdle(what: Subject, options: ExportOptions, format: ExportFormat): void {
  const { sweep, filter, allSettings } = options;
  if (options.force && options.out === undefined) {
    throw usageError('--force: goes with --out, whose file it replaces.');
  }
  if (what === MODEL && (sweep ?? filter) !== undefined) {
    throw usageError('--run: a model is that of one run; name it with --run, without --sweep and --filter.');
  }
  const table = what === 'runs' && (format === 'csv' || format === 'parquet');
  if (allSettings && !table) {
    throw usageError('--all-settings: goes with runs as CSV or Parquet; JSON has every setting anyway.');
  }
}

interface Asked {
  readonly location: StoreLocation;
  readonly subject: ExportSubject | typeof ARCHIVE;
  readonly format: ExportFormat;
  readonly allSettings: boolean;
  readonly references: readonly string[];
  readonly sweep: string | undefined;
  readonly filter: string;
}

interface Content {
  readonly pieces: Iterable<ExportPiece> | AsyncIterable<Buffer>;
  /** What was written, once it is. */
  readonly written: () => string;
}

/** @param screen where progress is shown */
async function contentOf(lab: ReadOnlyLab | undefined, asked: Asked, screen: Screen): Promise<Content> {
  const { location, subject, format, allSettings, references, sweep, filter } = asked;
  if (!lab && references.length === 0 && sweep === undefined) {
    throw usageError(
      `--db: there is no store yet, so there is nothing to export${absentStore(location)}; groklab run makes it.`,
    );
  }
  const named = references.length > 0 ? findRuns(lab, references) : [];
  const ids = idsOf(named);
  if (sweep !== undefined) {
    ids.push(...(await runsOfSweep(lab, sweep)));
    // No ids at all would mean every run.
    if (ids.length === 0) throw usageError(`--sweep: all runs of sweep ${sweep} are gone.`);
  }
  if (!lab) return { pieces: [], written: () => 'nothing' };
  const runs = filter === '' ? ids : await idsThatFit(lab, location, filter, ids);
  const misspelt = await misspeltTag(lab, filter);
  if (misspelt !== '') screen.line(`${misspelt}.`);
  if (subject !== ARCHIVE) return tableOf(lab, { subject, format, allSettings, runs }, screen);
  const order = await archived(lab, runs, sweep);
  const written = () => `${countOf(order.runs.length, 'run')}, ${countOf(order.sweeps.length, 'sweep')}`;
  return { pieces: lab.archive({ ...order, createdAt: Date.now() }), written };
}

function tableOf(lab: ReadOnlyLab, order: ExportOrder, screen: Screen): Content {
  const runs = new Set<RunId>();
  let rows = 0;
  // Counting beforehand takes its time too, so only where somebody watches.
  const watched = order.subject === 'curves' && screen.interactive;
  const progress = watched ? exportProgress(screen, lab.exportedPoints(order.runs)) : () => {};
  const pieces = lab.export(order, (run) => {
    rows++;
    runs.add(run);
    progress();
  });
  return {
    pieces,
    written: () =>
      order.subject === 'curves'
        ? `${countOf(rows, 'row')} of ${countOf(runs.size, 'run')}`
        : countOf(runs.size, 'run'),
  };
}

/** No ids means every run. A sweep that is asked for comes along alone; otherwise those that started the runs do. */
async function archived(lab: ReadOnlyLab, ids: readonly RunId[], sweep: string | undefined) {
  const every = () => lab.request('runs.list', { ...ALL_RUNS, sort: 'id' }).then(({ runs }) => runs);
  const runs = ids.length > 0 ? findRuns(lab, ids.map(String)) : await every();
  const starting = runs.flatMap((run) => run.sweep ?? []);
  const sweeps = sweep === undefined ? starting : [(await findSweep(lab, sweep)).id];
  return { runs: idsOf(runs).sort((a, b) => a - b), sweeps: [...new Set(sweeps)] };
}

/** @throws LabError `not-found` when no run fits: no ids would mean all of them */
async function idsThatFit(
  lab: ReadOnlyLab,
  location: StoreLocation,
  filter: string,
  among: readonly RunId[],
): Promise<RunId[]> {
  const { runs } = await lab.request('runs.list', { ...ALL_RUNS, filter, sort: 'id' });
  const ids = idsOf(runs).filter((id) => among.length === 0 || among.includes(id));
  if (ids.length > 0) return ids;
  throw new LabError(
    'not-found',
    `--filter: no run fits '${filter}'${await whyNone(lab, location, filter)}.`,
  );
}

/** Waits for a slow reader, and ends quietly when the reader has seen enough (`| head`). */
async function toStandardOutput(pieces: Content['pieces']): Promise<void> {
  for await (const piece of pieces) {
    if (process.stdout.destroyed) return;
    if (!process.stdout.write(piece))
      await Promise.race([once(process.stdout, 'drain'), once(process.stdout, 'close')]);
  }
}

function oneOf<T extends string>(name: string, given: string, accepted: readonly T[]): T {
  const found = accepted.find((value) => value === given);
  if (found !== undefined) return found;
  throw usageError(`${name}: expected one of ${accepted.join(', ')}, got '${given}'.`);
}

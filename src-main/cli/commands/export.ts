/** @file `groklab export`: runs or curves as CSV, JSON, JSON Lines or Parquet, whole experiments as an archive, or a network
 *  as ONNX, to a file or to standard output, piece by piece. */
import { once } from 'node:events';
import { createWriteStream, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { LabError } from '../../contract/values/lab-error.ts';
import type { RunId, RunRecord } from '../../contract/values/run-record.ts';
import { ALL_RUNS, EXPORT_FORMATS, type ExportFormat } from '../../contract/wire/requests.ts';
import type { ExportOrder, ExportPiece, ExportSubject } from '../../lab/exports.ts';
import type { ReadOnlyLab } from '../../lab/read-only-lab.ts';
import { collect, FILTER_HELP, optionsOf, STORE_HELP, type CommandContext } from '../command-context.ts';
import { writeModel } from '../export-model.ts';
import { exportProgress } from '../export-progress.ts';
import { EXIT, usageError } from '../exit-codes.ts';
import { findRuns, findSweep, reading, runsOfSweep } from '../read-lab.ts';
import type { Screen } from '../screen.ts';

interface ExportOptions {
  readonly db?: string;
  readonly run?: readonly string[];
  readonly sweep?: string;
  readonly filter?: string;
  readonly format: string;
  readonly out?: string;
}

const MODEL = 'model';
const ARCHIVE = 'archive';
const SUBJECTS: readonly ExportSubject[] = ['runs', 'curves'];

export function registerExport(program: Command, context: CommandContext): void {
  const command = program
    .command('export')
    .description(
      'write runs or curves as CSV, JSON, JSON Lines or Parquet, exactly what was logged, in full precision; an archive ' +
        'of whole runs with series and checkpoints, which `groklab import` takes in elsewhere; or the network of a run as ONNX',
    )
    .argument('<what>', [...SUBJECTS, ARCHIVE, MODEL].join(', '))
    .option('--run <run>', 'only this run; may be given several times (default: all)', collect)
    .option('--sweep <sweep>', "the runs of this sweep: an id, a unique name, or 'last'")
    .option('--filter <expression>', FILTER_HELP)
    .option('--format <format>', EXPORT_FORMATS.join(', '), 'csv')
    .option('--out <file>', 'write to this file (default: standard output)')
    .option('--db <file>', STORE_HELP);
  command.action(async (what: string) => {
    const { location, run = [], sweep, filter = '', format, out } = optionsOf<ExportOptions>(command);
    const subject = oneOf('what', what, [...SUBJECTS, ARCHIVE, MODEL]);
    const written = { format: oneOf('--format', format, EXPORT_FORMATS), references: run, sweep, filter };
    if (out !== undefined && !isFolder(dirname(out))) {
      throw usageError(`--out: expected a file in a folder that exists, got '${out}'.`);
    }
    await reading(location, async (lab) => {
      if (subject === MODEL) return writeModel(lab, { location, references: run, out, err: context.err });
      const binary = subject === ARCHIVE || written.format === 'parquet';
      if (binary && out === undefined && process.stdout.isTTY) {
        throw usageError('--out: an archive or a Parquet file is not for a terminal; name a file.');
      }
      const content = await contentOf(lab, { ...written, subject, screen: context.err });
      if (out === undefined) await toStandardOutput(content);
      else await toFile(content, out);
      context.err.status('');
    });
    context.exitCode = EXIT.done;
  });
}

interface Asked {
  readonly subject: ExportSubject | typeof ARCHIVE;
  readonly format: ExportFormat;
  readonly references: readonly string[];
  readonly sweep: string | undefined;
  readonly filter: string;
  /** Where progress is shown. */
  readonly screen: Screen;
}

type Content = Iterable<ExportPiece> | AsyncIterable<Buffer>;

async function contentOf(lab: ReadOnlyLab | undefined, asked: Asked): Promise<Content> {
  if (!lab && asked.references.length === 0 && asked.sweep === undefined) {
    throw usageError('--db: there is no store yet, so there is nothing to export; groklab run makes it.');
  }
  const named = asked.references.length > 0 ? findRuns(lab, asked.references) : [];
  const ids = idsOf(named);
  if (asked.sweep !== undefined) {
    ids.push(...(await runsOfSweep(lab, asked.sweep)));
    // No ids at all would mean every run.
    if (ids.length === 0) throw usageError(`--sweep: all runs of sweep ${asked.sweep} are gone.`);
  }
  if (!lab) return [];
  const fitting = asked.filter === '' ? ids : await idsThatFit(lab, asked.filter, ids);
  if (asked.subject !== ARCHIVE) return exported(lab, { ...asked, subject: asked.subject, runs: fitting });
  return lab.archive({ ...(await archived(lab, fitting, asked.sweep)), createdAt: Date.now() });
}

function exported(lab: ReadOnlyLab, order: ExportOrder & Pick<Asked, 'screen'>): Iterable<ExportPiece> {
  const { subject, screen, runs } = order;
  // Counting takes its time too, so only where somebody watches.
  if (subject === 'runs' || !screen.interactive) return lab.export(order);
  return lab.export(order, exportProgress(screen, lab.exportedPoints(runs)));
}

/** No ids means every run. A sweep that is asked for comes along alone; otherwise those that started the runs do. */
async function archived(lab: ReadOnlyLab, ids: readonly RunId[], sweep: string | undefined) {
  const every = () => lab.request('runs.list', { ...ALL_RUNS, sort: 'id' }).then(({ runs }) => runs);
  const runs = ids.length > 0 ? findRuns(lab, ids.map(String)) : await every();
  const starting = runs.flatMap((run) => run.sweep ?? []);
  const sweeps = sweep === undefined ? starting : [(await findSweep(lab, sweep)).id];
  return { runs: [...new Set(idsOf(runs))].sort((a, b) => a - b), sweeps: [...new Set(sweeps)] };
}

/** @throws LabError `not-found` when no run fits: no ids would mean all of them */
async function idsThatFit(lab: ReadOnlyLab, filter: string, among: readonly RunId[]): Promise<RunId[]> {
  const { runs } = await lab.request('runs.list', { ...ALL_RUNS, filter, sort: 'id' });
  const ids = idsOf(runs).filter((id) => among.length === 0 || among.includes(id));
  if (ids.length === 0) throw new LabError('not-found', `--filter: no run fits '${filter}'.`);
  return ids;
}

const idsOf = (runs: readonly RunRecord[]): RunId[] => runs.map((run) => run.id);

/** Waits for a slow reader, and ends quietly when the reader has seen enough (`| head`). */
async function toStandardOutput(content: Content): Promise<void> {
  for await (const piece of content) {
    if (process.stdout.destroyed) return;
    if (!process.stdout.write(piece))
      await Promise.race([once(process.stdout, 'drain'), once(process.stdout, 'close')]);
  }
}

/** Under another name first: a file of that name is whole, or is not there. */
async function toFile(content: Content, file: string): Promise<void> {
  const part = `${file}.part`;
  try {
    await pipeline(Readable.from(content), createWriteStream(part));
    renameSync(part, file);
  } catch (cause) {
    rmSync(part, { force: true });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw usageError(`--out: '${file}' cannot be written (${why}).`);
  }
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function oneOf<T extends string>(name: string, given: string, accepted: readonly T[]): T {
  const found = accepted.find((value) => value === given);
  if (found !== undefined) return found;
  throw usageError(`${name}: expected one of ${accepted.join(', ')}, got '${given}'.`);
}

/** @file Takes an archive into the store: unpacked and checked first, then all of it in one transaction. */
import { isComplete, isOwn } from '../../contract/values/foreign-run.ts';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { metricName, type MetricName } from '../../contract/values/metric.ts';
import type { RunId } from '../../contract/values/run-record.ts';
import type { ImportedRun, ImportedSweep, ImportResult, SeriesRow, StoreWriter } from '../../store/store.ts';
import type { CheckpointKeeper } from '../checkpoint-keeper.ts';
import { hashOfAny } from '../config-hash.ts';
import { freeBytes } from '../doctor.ts';
import { archivedRun, archivedSweeps, badArchive, SWEEPS } from './format.ts';
import { linesOf } from './lines-of.ts';
import { unpackArchive } from './unpack-archive.ts';

const AGAIN = 'copy or make it again';

/**
 * Runs and sweeps of the archive with new ids; those whose uid is there already stay as they are.
 * @throws LabError `bad-request` naming the archive and what is wrong with it; nothing has changed then
 */
export async function importArchive(
  file: string,
  { writer, checkpoints }: { writer: StoreWriter; checkpoints: CheckpointKeeper },
): Promise<ImportResult> {
  const staging = checkpoints.stagingFolder(randomUUID());
  const placed: RunId[] = [];
  try {
    await mkdir(staging, { recursive: true });
    const names = await unpackArchive(file, staging, await freeBytes(staging));
    const runs = runFolders(names).map((folder) => readRun(file, staging, folder, names));
    const sweeps = names.includes(SWEEPS) ? readSweeps(file, staging) : [];
    const place = (from: string) => (id: RunId) => {
      placed.push(id);
      moveFolder(join(staging, from, 'checkpoints'), checkpoints.folderOf(id));
    };
    return writer.importExperiment({
      runs: runs.map(({ folder, ...run }) => ({ ...run, place: place(folder) })),
      sweeps,
    });
  } catch (error) {
    // At once: the ids are free again, and the next run to be created may get one.
    for (const id of placed) rmSync(checkpoints.folderOf(id), { recursive: true, force: true });
    throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** `runs/N`, in the order of their numbers, so that new ids keep it. */
function runFolders(names: readonly string[]): string[] {
  const numbers = names.flatMap((name) => /^runs\/(\d+)\//.exec(name)?.[1] ?? []);
  return [...new Set(numbers)].sort((a, b) => Number(a) - Number(b)).map((number) => `runs/${number}`);
}

function readRun(
  file: string,
  staging: string,
  folder: string,
  names: readonly string[],
): Omit<ImportedRun, 'place'> & { folder: string } {
  const series = `${folder}/series.jsonl`;
  const raw = readJson(file, staging, `${folder}/run.json`);
  const { record, sweepUid, checkpoints } = checked(file, `${folder}/run.json`, archivedRun, raw);
  // As it was written: defaults that the schema fills in would change what the hash goes over.
  const { config } = (raw as { record: { config: ImportedRun['record']['config'] } }).record;
  if (hashOfAny(config) !== record.configHash || isComplete(config) !== isOwn(record)) {
    throw badArchive(file, `holds a '${folder}/run.json' whose config does not have its hash`, AGAIN);
  }
  const missing = [series, ...checkpoints.map((c) => `${folder}/checkpoints/${c.file}`)].find(
    (name) => !names.includes(name),
  );
  if (missing !== undefined) throw badArchive(file, `lacks '${missing}'`, AGAIN);
  const rows = () => seriesRows(file, series, join(staging, series), record.last);
  return { folder, record: { ...record, config }, sweepUid, checkpoints, series: rows };
}

function readSweeps(file: string, staging: string): ImportedSweep[] {
  return checked(file, SWEEPS, archivedSweeps, readJson(file, staging, SWEEPS));
}

function readJson(file: string, staging: string, name: string): unknown {
  const path = join(staging, name);
  if (!existsSync(path)) throw badArchive(file, `lacks '${name}'`, AGAIN);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw badArchive(file, `holds a '${name}' that is not JSON`, AGAIN, cause);
  }
}

function checked<S extends z.ZodType>(file: string, name: string, schema: S, content: unknown): z.output<S> {
  const read = schema.safeParse(content);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const where = `${issue?.path.join('.')}: ${issue?.message}`;
  throw badArchive(file, `holds a '${name}' that makes no sense here (${where})`, AGAIN, read.error);
}

const METRICS: ReadonlySet<string> = new Set(metricName.options);

/** @param last the metrics the run says it has */
function* seriesRows(
  file: string,
  name: string,
  path: string,
  last: Readonly<Record<string, number>>,
): Generator<Omit<SeriesRow, 'run'>> {
  let number = 0;
  for (const line of linesOf(path)) {
    number++;
    const row = rowOf(line);
    if (!row || !METRICS.has(row.metric) || !(row.metric in last)) {
      throw badArchive(file, `holds a '${name}' whose line ${number} is no point of the run`, AGAIN);
    }
    yield row;
  }
}

function rowOf(line: string): Omit<SeriesRow, 'run'> | undefined {
  try {
    const { metric, step, seconds, value } = JSON.parse(line) as Record<string, unknown>;
    const whole = Number.isSafeInteger(step) && (step as number) >= 0 && Number.isFinite(seconds);
    const known = typeof value === 'number' || ['NaN', 'Infinity', '-Infinity'].includes(value as string);
    if (typeof metric !== 'string' || !whole || !known) return undefined;
    return {
      metric: metric as MetricName,
      step: step as number,
      seconds: seconds as number,
      value: Number(value),
    };
  } catch {
    return undefined;
  }
}

/** A folder of that id was left by a run that was never committed. */
function moveFolder(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  if (!existsSync(from)) return;
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

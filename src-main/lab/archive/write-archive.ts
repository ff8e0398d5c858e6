/** @file Writes an archive, entry by entry, so that memory stays flat however long the series are. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { LabError, type ErrorCode } from '../../contract/values/lab-error.ts';
import { RESUMABLE, type RunId, type RunRecord } from '../../contract/values/run-record.ts';
import type { SweepId } from '../../contract/values/sweep-record.ts';
import { jsonNumber, numberText } from '../../store/export/number-text.ts';
import { chunks } from '../../store/export/chunks.ts';
import type { StoredCheckpoint, StoreReader } from '../../store/store.ts';
import { VERSION } from '../package-root.ts';
import { runById } from '../run-reference.ts';
import { movedMeanwhile, steadySeries, wentOn } from '../steady-series.ts';
import { sweepByReference } from '../sweep-reference.ts';
import { FORMAT, MANIFEST, SWEEPS, VERSION_OF_FORMAT, type ArchivedSweeps, type Manifest } from './format.ts';

export interface ArchiveOrder {
  readonly runs: readonly RunId[];
  readonly sweeps: readonly SweepId[];
  /** Unix time in milliseconds. */
  readonly createdAt: number;
}

interface Entry {
  readonly name: string;
  /** Whether packing it saves anything: parameters are as good as random. */
  readonly compress: boolean;
  readonly content: () => Iterable<string | Buffer> | AsyncIterable<Buffer>;
}

/**
 * The bytes of the archive of some runs and sweeps.
 * @param checkpoints the store's folder of checkpoints
 * @throws LabError `not-found`, or `conflict` for a run that is running or waiting; the stream ends with `conflict` where one
 *   was resumed meanwhile and what was to be archived of it is gone, with `not-found` or `checkpoint-damaged` where a
 *   checkpoint is not there or not what was written
 */
export function archiveStream(reader: StoreReader, checkpoints: string, order: ArchiveOrder): Readable {
  const records = order.runs.map((id) => runById(reader, id));
  for (const run of records) refuseMoving(run);
  const entries = [
    ...records.flatMap((run) => runEntries(reader, join(checkpoints, String(run.id)), run)),
    ...sweepEntries(reader, order.sweeps),
  ];
  const zip = new ZipFile();
  const stream = zip.outputStream as Readable;
  const written: Manifest['entries'] = [];
  for (const { name, compress, content } of entries) {
    zip.addReadStreamLazy(name, { compress }, (give) => {
      const source = Readable.from(noted(name, content(), written), { objectMode: false });
      // The library does not listen: whoever reads the archive hears of a file that cannot be read.
      source.on('error', (error) => stream.destroy(error));
      give(null, source);
    });
  }
  // The last one, asked for when all others are written and their sums are known.
  zip.addReadStreamLazy(MANIFEST, (give) => give(null, Readable.from([manifestText(order, written)])));
  zip.end();
  zip.on('error', (error) => stream.destroy(error as Error));
  return stream;
}

function refuseMoving({ id, name, status }: RunRecord): void {
  if (status !== 'running' && status !== 'queued') return;
  const message = `run ${id} (${name}) is ${status}; let it end or pause it, then archive it.`;
  throw new LabError('conflict', message, { run: id });
}

function runEntries(reader: StoreReader, folder: string, run: RunRecord): Entry[] {
  const at = `runs/${run.id}`;
  const checkpoints = reader.checkpoints(run.id);
  return [
    { name: `${at}/run.json`, compress: true, content: () => [runText(reader, run, checkpoints)] },
    {
      name: `${at}/series.jsonl`,
      compress: true,
      content: () => chunks(seriesLines(reader, run)),
    },
    ...checkpoints.map((checkpoint) => ({
      name: `${at}/checkpoints/${checkpoint.file}`,
      compress: false,
      content: () => checkpointBytes(reader, run, checkpoint, join(folder, checkpoint.file)),
    })),
  ];
}

/** Opened when it is read, so that whoever reads hears of a file that is not there or not what was written. */
async function* checkpointBytes(
  reader: StoreReader,
  run: RunRecord,
  { sha256 }: StoredCheckpoint,
  path: string,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  try {
    for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) {
      hash.update(bytes);
      yield bytes;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const remedy = 'bring the folder of checkpoints back beside the store, or leave the run out';
    throw faultyCheckpoint(reader, run, 'not-found', `the checkpoint ${path} is not there; ${remedy}`);
  }
  if (hash.digest('hex') === sha256) return;
  const remedy = RESUMABLE.has(run.status)
    ? 'resume the run, which goes on from the one before'
    : 'bring the file back from a copy';
  const problem = `the checkpoint ${path} does not match its checksum; ${remedy}, or leave the run out`;
  throw faultyCheckpoint(reader, run, 'checkpoint-damaged', problem);
}

/** A run that goes on lets go of its older checkpoints. */
function faultyCheckpoint(reader: StoreReader, run: RunRecord, code: ErrorCode, problem: string): LabError {
  if (wentOn(reader, run)) return movedMeanwhile(run, 'was trained on');
  return new LabError(code, `export: ${problem}.`, { run: run.id });
}

function runText(reader: StoreReader, run: RunRecord, checkpoints: readonly StoredCheckpoint[]): string {
  const { id, sweep, deletedAt: _, last, ...record } = run;
  const sweepUid = sweep === null ? null : (reader.sweep(sweep)?.uid ?? null);
  const words = Object.fromEntries(Object.entries(last).map(([name, value]) => [name, numberWord(value)]));
  return JSON.stringify({
    record: { ...record, last: words, ...reader.background(id) },
    sweepUid,
    checkpoints: checkpoints.map(({ run: _run, ...checkpoint }) => checkpoint),
  });
}

function numberWord(value: number): number | string {
  return Number.isFinite(value) && !Object.is(value, -0) ? value : numberText(value);
}

function* seriesLines(reader: StoreReader, run: RunRecord): Generator<string> {
  for (const { metric, step, seconds, value } of steadySeries(reader, run))
    yield `{"metric":${JSON.stringify(metric)},"step":${step},"seconds":${numberText(seconds)},"value":${jsonNumber(value)}}\n`;
}

function sweepEntries(reader: StoreReader, ids: readonly SweepId[]): Entry[] {
  if (ids.length === 0) return [];
  // At once: what a sweep gets meanwhile is not in the archive.
  const text = JSON.stringify(sweepsOf(reader, ids));
  return [{ name: SWEEPS, compress: true, content: () => [text] }];
}

function sweepsOf(reader: StoreReader, ids: readonly SweepId[]): ArchivedSweeps {
  return ids.map((id) => {
    const sweep = sweepByReference(reader, id);
    const { uid, name, spec, engine, threads, parallel, tags, decision, createdAt } = sweep;
    const points = reader.sweepPoints(id).map(({ changes, seed, configHash, run }) => ({
      ...{ changes, seed, configHash },
      runUid: run === null ? null : runById(reader, run).uid,
    }));
    return { uid, name, spec, engine, threads, parallel, tags, decision, createdAt, points };
  });
}

/** The same bytes, with their number and sum noted once they are through. */
async function* noted(
  name: string,
  content: ReturnType<Entry['content']>,
  written: Manifest['entries'],
): AsyncGenerator<Buffer> {
  const hash: Hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of content) {
    const buffer = Buffer.from(piece as string);
    hash.update(buffer);
    bytes += buffer.length;
    yield buffer;
  }
  written.push({ name, bytes, sha256: hash.digest('hex') });
}

function manifestText({ createdAt }: ArchiveOrder, entries: Manifest['entries']): Buffer {
  const manifest: Manifest = {
    ...{ format: FORMAT, version: VERSION_OF_FORMAT, app: VERSION, createdAt },
    entries,
  };
  return Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
}

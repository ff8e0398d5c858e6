/** @file Takes runs of other programs in: every file read and judged first, then all of them in one transaction. */
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { pointsOfCurves } from '../../analysis/curve-points.ts';
import type { PointResult } from '../../analysis/grokking-point.ts';
import { FOREIGN, type ForeignConfig } from '../../contract/values/foreign-run.ts';
import type { MetricName } from '../../contract/values/metric.ts';
import { nameTrouble } from '../../contract/values/given-name.ts';
import { LabError } from '../../contract/values/lab-error.ts';
import type { RunId } from '../../contract/values/run-record.ts';
import type { RequestParams } from '../../contract/wire/requests.ts';
import type { ImportedRun, SeriesRow, StoreWriter } from '../../store/store.ts';
import { hashOfAny } from '../config-hash.ts';
import { COMMAND, type Asker } from './asker.ts';
import { FileDigests } from './foreign-uid.ts';
import { knownConfig } from './known-config.ts';
import { sinceFirst, type ForeignRun, type ForeignSeries } from './foreign-run.ts';
import { checkGiven, mapMetrics, type MetricMap } from './map-metrics.ts';
import { noMetric, readForeign } from './read-foreign.ts';
import { refuseOutside } from './refuse-outside.ts';

export type ForeignOrder = RequestParams<'foreign.import'>;

export interface TakenRun {
  readonly run: RunId;
  readonly file: string;
  readonly name: string;
  /** Names there, by metrics here. */
  readonly metrics: Record<string, string>;
  /** Names there that were not taken. */
  readonly left: string[];
}

export interface ForeignImport {
  readonly runs: TakenRun[];
  /** Runs that are there already, from the same files, and were left as they are. */
  readonly present: Pick<TakenRun, 'run' | 'file' | 'name'>[];
  /** Files of which nothing was taken, since all their runs are there: what brings these runs in once more, and no other. */
  readonly repeated: string[];
}

/**
 * Runs of the files with new ids; those that are there already stay as they are, unless they are wanted again.
 * @param now Unix time in milliseconds
 * @throws LabError `bad-request` or `bad-config` naming file, place and remedy; nothing has changed then
 */
export async function importForeign(
  writer: StoreWriter,
  order: ForeignOrder,
  now: number,
  asker: Asker = COMMAND,
): Promise<ForeignImport> {
  checkGiven(order.map, asker);
  const read = named(await readForeign(order, asker), order.name);
  refuseOutside(read, order.map, asker);
  const digests = new FileDigests();
  const judged: (Judged & Pick<ForeignRun, 'file' | 'name'>)[] = [];
  // One after the other: a thousand files open at once are more than many systems allow.
  for (const run of read) {
    const uid = order.again ? randomUUID() : await digests.uidOf(run);
    // A file may be called 5.csv, but no run 5.
    const name = nameTrouble(run.name) === undefined ? run.name : `imported ${run.name.trim()}`;
    judged.push({ ...judge({ ...run, name }, uid, { order, now, asker }), file: run.file, name });
  }
  const { ids, imported } = writer.importExperiment({ runs: judged.map(({ run }) => run), sweeps: [] });
  const taken = judged.map(({ run: _, ...rest }, i) => ({ run: ids[i] as RunId, ...rest }));
  const fresh = new Set(imported);
  // Of two files that hold the same the first one is the run.
  const isNew = taken.map(({ run }, i) => fresh.has(run) && ids.indexOf(run) === i);
  return {
    runs: taken.filter((_, i) => isNew[i]),
    present: taken.filter((_, i) => !isNew[i]).map(({ run, file, name }) => ({ run, file, name })),
    repeated: filesWithout(
      read.filter((_, i) => isNew[i]),
      read,
    ),
  };
}

/** @throws LabError `bad-request` where one name is given to several runs */
function named(runs: readonly ForeignRun[], name: string | null): readonly ForeignRun[] {
  if (name === null) return runs;
  if (runs.length === 1) return runs.map((run) => ({ ...run, name }));
  const message = `name: it is for one run, and there are ${runs.length}; leave it out, and name each of them afterwards.`;
  throw new LabError('bad-request', message, { field: 'name' });
}

/** The files of runs that neither hold any of those nor share a run with a file that does: of a run in several tables some
 *  alone would be another run. */
function filesWithout(those: readonly ForeignRun[], runs: readonly ForeignRun[]): string[] {
  const touched = new Set(those.flatMap(({ files }) => files));
  for (let before = -1; before !== touched.size;) {
    before = touched.size;
    const sharing = runs.filter(({ files }) => files.some((file) => touched.has(file)));
    for (const file of sharing.flatMap(({ files }) => files)) touched.add(file);
  }
  return [...new Set(runs.flatMap(({ files }) => files))].filter((file) => !touched.has(file));
}

interface Judged {
  readonly run: ImportedRun;
  readonly metrics: Record<string, string>;
  readonly left: string[];
}

interface Asked {
  readonly order: ForeignOrder;
  readonly now: number;
  readonly asker: Asker;
}

function judge(read: ForeignRun, uid: string, { order, now, asker }: Asked): Judged {
  const names = [...read.series.keys()];
  const map = mapMetrics(names, order.map);
  if (map.size === 0) throw noMetric(read.file, names, asker);
  const series = mapped(read, map);
  const steps = [...new Set([...series.values()].flatMap(({ step }) => step))].sort((a, b) => a - b);
  const config = knownConfig(order.settings, steps.at(-1) ?? 0, asker);
  const metrics = Object.fromEntries([...map].map(([metric, { name }]) => [metric, name]));
  const taken = new Set(Object.values(metrics));
  return {
    run: runOf(read, { uid, order, config, series, steps, metrics, now }),
    metrics,
    left: [...names.filter((name) => !taken.has(name)), ...read.others],
  };
}

type MappedSeries = ReadonlyMap<MetricName, ForeignSeries>;

function mapped({ series }: ForeignRun, map: MetricMap): MappedSeries {
  return new Map(
    [...map].map(([metric, { name, percent }]) => {
      const { step, value } = series.get(name) as ForeignSeries;
      return [metric, { step, value: percent ? value.map((one) => one / 100) : value }];
    }),
  );
}

interface Known {
  readonly uid: string;
  readonly order: ForeignOrder;
  readonly config: ForeignConfig;
  readonly series: MappedSeries;
  readonly steps: readonly number[];
  readonly metrics: Record<string, string>;
  readonly now: number;
}

function runOf(read: ForeignRun, { uid, order, config, series, steps, metrics, now }: Known): ImportedRun {
  const last = steps.at(-1) ?? 0;
  const since = sinceFirst(read.times);
  let seconds = 0;
  for (const step of read.times.keys()) seconds = Math.max(seconds, since(step));
  return {
    record: {
      ...{ uid, name: read.name, experiment: order.experiment ?? FOREIGN, status: 'finished' },
      ...{ reason: '', note: '', tags: order.tags, pinned: false, archived: false, revision: 0 },
      ...{ config, configHash: hashOfAny(config), engine: FOREIGN, threads: 0, splitHash: '', priority: 0 },
      ...{ createdAt: now, startedAt: null, finishedAt: null, environment: null },
      progress: { step: last, steps: last, seconds, stepsPerSecond: 0, secondsLeft: null },
      ...pointsOf(series, config.points),
      last: Object.fromEntries([...series].map(([metric, { value }]) => [metric, value.at(-1) as number])),
      foreign: { file: namesOf(read.files), format: read.format, metrics },
    },
    ...{ sweepUid: null, checkpoints: [], place: () => undefined },
    series: () => rowsOf(series, since),
  };
}

/** Names of the files without their folder; of many files of one run the first is enough. */
function namesOf(files: readonly string[]): string {
  const shown = files.slice(0, 4).map((file) => basename(file));
  return shown.join(', ') + (files.length > shown.length ? ` and ${files.length - shown.length} more` : '');
}

const NOT_LOGGED: ForeignSeries = { step: [], value: [] };

function pointsOf(series: MappedSeries, points: ForeignConfig['points']): PointResult {
  const [train, val] = [series.get('train/accuracy'), series.get('val/accuracy')];
  return pointsOfCurves(train ?? NOT_LOGGED, val ?? NOT_LOGGED, points);
}

/** A step has one time, whatever was logged at it. */
function* rowsOf(
  series: MappedSeries,
  since: ReturnType<typeof sinceFirst>,
): Generator<Omit<SeriesRow, 'run'>> {
  for (const [metric, { step, value }] of series) {
    for (const [i, at] of step.entries())
      yield { metric, step: at, seconds: since(at), value: value[i] as number };
  }
}

/** @file Takes runs of other programs in: every file read and judged first, then all of them in one transaction. */
import { randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pointsOfCurves } from '../../analysis/curve-points.ts';
import type { PointResult } from '../../analysis/grokking-point.ts';
import { FOREIGN, type ForeignConfig } from '../../contract/values/foreign-run.ts';
import { METRICS, type MetricName } from '../../contract/values/metric.ts';
import type { RunId } from '../../contract/values/run-record.ts';
import type { RequestParams } from '../../contract/wire/requests.ts';
import type { ImportedRun, SeriesRow, StoreWriter } from '../../store/store.ts';
import { hashOfAny } from '../config-hash.ts';
import { listed } from './columns.ts';
import { knownConfig } from './known-config.ts';
import { badForeign, type ForeignRun, type ForeignSeries } from './foreign-run.ts';
import { checkGiven, mapMetrics, type MetricMap } from './map-metrics.ts';
import { readCsv } from './read-csv.ts';
import { readEvents } from './read-events.ts';
import { readHistory } from './read-history.ts';

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

/**
 * Runs of the files with new ids.
 * @param now Unix time in milliseconds
 * @throws LabError `bad-request` or `bad-config` naming file, place and remedy; nothing has changed then
 */
export async function importForeign(
  writer: StoreWriter,
  order: ForeignOrder,
  now: number,
): Promise<TakenRun[]> {
  checkGiven(order.map);
  const read: ForeignRun[] = [];
  for (const file of order.files) read.push(...(await readFile(file, order)));
  const judged = read.map((run) => judge(run, order, now));
  const { imported } = writer.importExperiment({ runs: judged.map(({ run }) => run), sweeps: [] });
  return judged.map(({ metrics, left }, i) => {
    const { file, name } = read[i] as ForeignRun;
    return { run: imported[i] as RunId, file, name, metrics, left };
  });
}

async function readFile(file: string, { map, step }: ForeignOrder): Promise<ForeignRun[]> {
  const kind = statSync(file, { throwIfNoEntry: false });
  if (!kind)
    throw badForeign(
      file,
      '',
      'there is no such file',
      'give the path of a file or of a folder of event files',
    );
  if (kind.isDirectory()) return [await readEvents(eventFilesOf(file))];
  if (basename(file).includes('tfevents')) return [await readEvents([file])];
  if (/\.(jsonl|ndjson)$/i.test(file)) return [await readHistory(file, step ?? undefined)];
  const wanted = (names: readonly string[]) => {
    const chosen = new Set([...mapMetrics(names, map).values()].map(({ name }) => name));
    if (chosen.size === 0) throw noMetric(file, names);
    return chosen;
  };
  return readCsv(file, wanted, step ?? undefined);
}

function eventFilesOf(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.includes('tfevents'));
  if (names.length === 0) {
    throw badForeign(folder, '', 'the folder has no event files', 'give the folder of one run, or its files');
  }
  return names.sort().map((name) => join(folder, name));
}

function noMetric(file: string, names: readonly string[]) {
  const remedy = `say which is which, such as --map "NAME=val/accuracy"; there are ${listed(names)}`;
  return badForeign(file, '', 'no name in it is one of a metric here', remedy);
}

interface Judged {
  readonly run: ImportedRun;
  readonly metrics: Record<string, string>;
  readonly left: string[];
}

function judge(read: ForeignRun, order: ForeignOrder, now: number): Judged {
  const names = [...read.series.keys()];
  const map = mapMetrics(names, order.map);
  if (map.size === 0) throw noMetric(read.file, names);
  const series = mapped(read, map);
  const steps = [...new Set([...series.values()].flatMap(({ step }) => step))].sort((a, b) => a - b);
  const config = knownConfig(order.settings, steps.at(-1) ?? 0);
  const metrics = Object.fromEntries([...map].map(([metric, { name }]) => [metric, name]));
  const taken = new Set(Object.values(metrics));
  return {
    run: runOf(read, { order, config, series, steps, metrics, now }),
    metrics,
    left: [...names.filter((name) => !taken.has(name)), ...read.others],
  };
}

type MappedSeries = ReadonlyMap<MetricName, ForeignSeries>;

function mapped({ file, series }: ForeignRun, map: MetricMap): MappedSeries {
  return new Map(
    [...map].map(([metric, { name, percent }]) => {
      const { step, value } = series.get(name) as ForeignSeries;
      const shares = percent ? value.map((one) => one / 100) : value;
      refuseOutside(file, metric, name, { step, value: shares });
      return [metric, { step, value: shares }];
    }),
  );
}

/** @throws LabError for an accuracy that is none: it would never, or at once, reach a threshold */
function refuseOutside(file: string, metric: MetricName, name: string, { step, value }: ForeignSeries): void {
  const range = METRICS[metric].range;
  const at = range ? value.findIndex((one) => one < range[0] || one > range[1]) : -1;
  if (at < 0) return;
  const what = `'${name}' is ${value[at]}, and ${metric} goes from 0 to 1`;
  throw badForeign(file, `step ${step[at]}`, what, `if it is percent, say --map "${name}=${metric}%"`);
}

interface Known {
  readonly order: ForeignOrder;
  readonly config: ForeignConfig;
  readonly series: MappedSeries;
  readonly steps: readonly number[];
  readonly metrics: Record<string, string>;
  readonly now: number;
}

function runOf(read: ForeignRun, { order, config, series, steps, metrics, now }: Known): ImportedRun {
  const last = steps.at(-1) ?? 0;
  let seconds = 0;
  for (const at of read.seconds.values()) seconds = Math.max(seconds, at);
  return {
    record: {
      ...{ uid: randomUUID(), name: read.name, experiment: order.experiment ?? FOREIGN, status: 'finished' },
      ...{ reason: '', note: '', tags: order.tags, pinned: false, archived: false, revision: 0 },
      ...{ config, configHash: hashOfAny(config), engine: FOREIGN, threads: 0, splitHash: '', priority: 0 },
      ...{ createdAt: now, startedAt: null, finishedAt: null, environment: null },
      progress: { step: last, steps: last, seconds, stepsPerSecond: 0, secondsLeft: null },
      ...pointsOf(series, config.points),
      last: Object.fromEntries([...series].map(([metric, { value }]) => [metric, value.at(-1) as number])),
      foreign: { file: basename(read.file), format: read.format, metrics },
    },
    ...{ sweepUid: null, checkpoints: [], place: () => undefined },
    series: () => rowsOf(series, read.seconds),
  };
}

const NOT_LOGGED: ForeignSeries = { step: [], value: [] };

function pointsOf(series: MappedSeries, points: ForeignConfig['points']): PointResult {
  const [train, val] = [series.get('train/accuracy'), series.get('val/accuracy')];
  return pointsOfCurves(train ?? NOT_LOGGED, val ?? NOT_LOGGED, points);
}

/** A step has one time, whatever was logged at it. */
function* rowsOf(
  series: MappedSeries,
  seconds: ReadonlyMap<number, number>,
): Generator<Omit<SeriesRow, 'run'>> {
  for (const [metric, { step, value }] of series) {
    for (const [i, at] of step.entries())
      yield { metric, step: at, seconds: seconds.get(at) ?? 0, value: value[i] as number };
  }
}

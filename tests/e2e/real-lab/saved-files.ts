/** @file What saved files hold, and what the store says they should. */
import type { RunId } from '../../../src-main/contract/values/run-record.ts';
import { openReader } from '../../../src-main/store/open-store.ts';
import type { SeriesRow } from '../../../src-main/store/store.ts';

/** Rows of the store, as they are written. */
export function storedRows(storeFile: string, runs: readonly RunId[]): SeriesRow[] {
  const reader = openReader(storeFile);
  try {
    return [...reader.seriesRows(runs)];
  } finally {
    reader.close();
  }
}

/** Cells of a CSV whose texts hold no line feeds. */
export function csvRows(content: Buffer): string[][] {
  const lines = content.toString('utf8').trimEnd().split('\n');
  return lines.map((line) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
    ),
  );
}

/** The rows of 'All logged points, CSV'. */
export function loggedRows(content: Buffer): SeriesRow[] {
  const [head, ...rows] = csvRows(content);
  if (head?.join() !== 'run,metric,step,seconds,value') throw new Error(`unexpected columns: ${head}`);
  return rows.map(([run, metric, step, seconds, value]) => ({
    run: Number(run),
    metric: metric as SeriesRow['metric'],
    step: Number(step),
    seconds: Number(seconds),
    value: Number(value),
  }));
}

export interface DrawnPoint {
  readonly chart: string;
  readonly series: string;
  readonly step: number;
  readonly seconds: number;
  readonly value: number;
  /** Runs behind the point of a group; NaN where the line is one run's. */
  readonly n: number;
}

/** The rows of 'Save CSV of what is drawn' and 'Everything drawn, CSV'. */
export function drawnPoints(content: Buffer): DrawnPoint[] {
  const [head, ...rows] = csvRows(content);
  if (head?.join() !== 'chart,series,step,seconds,value,low,high,n') {
    throw new Error(`unexpected columns: ${head}`);
  }
  return rows.map(([chart = '', series = '', step, seconds, value, , , n]) => ({
    chart,
    series,
    step: Number(step),
    seconds: Number(seconds),
    value: Number(value),
    n: n ? Number(n) : NaN,
  }));
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** @throws Error when it is no PNG */
export function pngSize(content: Buffer): PictureSize {
  if (content.subarray(0, 8).toString('latin1') !== '\x89PNG\r\n\x1a\n') throw new Error('not a PNG');
  return { width: content.readUInt32BE(16), height: content.readUInt32BE(20), bytes: content.length };
}

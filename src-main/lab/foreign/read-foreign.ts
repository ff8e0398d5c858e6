/** @file The runs that foreign files hold, by what kind of file each is. */
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { LabError } from '../../contract/values/lab-error.ts';
import { listed } from './columns.ts';
import { unreadable } from './file-trouble.ts';
import { badForeign, type ForeignRun } from './foreign-run.ts';
import { checkNames, mapMetrics, type GivenMap } from './map-metrics.ts';
import { mergeCharts } from './merge-charts.ts';
import { readCsv } from './read-csv.ts';
import { readEvents } from './read-events.ts';
import { readHistory } from './read-history.ts';

export interface ForeignFiles {
  readonly files: readonly string[];
  readonly map: GivenMap;
  /** null: one of the usual names. */
  readonly step: string | null;
}

/**
 * The runs of all the files, charts of one run put together.
 * @throws LabError `bad-request` naming file, place and remedy
 */
export async function readForeign({ files, map, step }: ForeignFiles): Promise<ForeignRun[]> {
  const read: ForeignRun[] = [];
  const alone = files.length === 1;
  for (const file of files) {
    try {
      read.push(...(await readFile(file, step ?? undefined, wantedIn(file, map, alone))));
    } catch (error) {
      throw unreadable(file, error);
    }
  }
  checkNames(map, [...new Set(read.flatMap(({ series, others }) => [...series.keys(), ...others]))]);
  return mergeCharts(read);
}

async function readFile(file: string, step: string | undefined, wanted: Wanted): Promise<ForeignRun[]> {
  const kind = statSync(file);
  if (kind.isDirectory()) return [await readEvents(eventFilesOf(file))];
  if (basename(file).includes('tfevents')) return [await readEvents([file])];
  if (/\.(jsonl|ndjson)$/i.test(file)) return [await readHistory(file, step)];
  return readCsv(file, wanted, step);
}

type Wanted = (names: readonly string[]) => ReadonlySet<string>;

/** @param alone whether a name that is not in the file can be in no other either */
function wantedIn(file: string, map: GivenMap, alone: boolean): Wanted {
  return (names) => {
    if (alone) checkNames(map, names);
    const chosen = new Set([...mapMetrics(names, map).values()].map(({ name }) => name));
    if (chosen.size === 0) throw noMetric(file, names);
    return chosen;
  };
}

function eventFilesOf(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.includes('tfevents'));
  if (names.length === 0) {
    throw badForeign(folder, '', 'the folder has no event files', 'give the folder of one run, or its files');
  }
  return names.sort().map((name) => join(folder, name));
}

export function noMetric(file: string, names: readonly string[]): LabError {
  const remedy = `say which is which, such as --map "NAME=val/accuracy"; there are ${listed(names)}`;
  return badForeign(file, '', 'no name in it is one of a metric here', remedy);
}

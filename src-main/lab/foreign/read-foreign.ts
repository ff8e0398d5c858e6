/** @file The runs that foreign files hold, by what kind of file each is. */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { LabError } from '../../contract/values/lab-error.ts';
import type { Asker } from './asker.ts';
import { listed, type StepChoice } from './columns.ts';
import { unreadable } from './file-trouble.ts';
import { badForeign, type ForeignRun } from './foreign-run.ts';
import { checkNames, mapMetrics, type GivenMap } from './map-metrics.ts';
import { mergeCharts } from './merge-charts.ts';
import { refuseOtherThanText } from './own-export.ts';
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
export async function readForeign({ files, map, step }: ForeignFiles, asker: Asker): Promise<ForeignRun[]> {
  const read: ForeignRun[] = [];
  const sources = sourcesOf(files, asker.asOneFolder);
  const choice = { name: step ?? undefined, asker };
  const alone = sources.length === 1;
  for (const source of sources) {
    const [file] = source as [string];
    try {
      if (isEventFile(file)) read.push(await readEvents(source));
      else read.push(...(await readFile(file, choice, wantedIn(file, map, alone, asker))));
    } catch (error) {
      throw unreadable(file, error);
    }
  }
  const names = read.flatMap(({ series, others }) => [...series.keys(), ...others]);
  checkNames(map, [...new Set(names)], asker);
  return mergeCharts(read);
}

const isEventFile = (file: string) => basename(file).includes('tfevents') && !isFolder(file);

/** What cannot be looked at is told by whoever reads it. */
function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}

/** Files that are read together. TensorBoard's runs are folders: a resumed run has several event files in one, which count
 *  as oldest first by their names. */
function sourcesOf(files: readonly string[], asOneFolder: boolean): string[][] {
  const sources = new Map<string, Set<string>>();
  for (const [i, file] of files.entries()) {
    const folder = asOneFolder ? '' : dirname(resolve(file));
    const key = isEventFile(file) ? `events ${folder}` : `file ${i}`;
    sources.set(key, (sources.get(key) ?? new Set()).add(file));
  }
  return [...sources.values()].map((one) => [...one].sort(byName));
}

const byName = (a: string, b: string) => (basename(a) < basename(b) ? -1 : basename(a) > basename(b) ? 1 : 0);

async function readFile(file: string, step: StepChoice, wanted: Wanted): Promise<ForeignRun[]> {
  const kind = statSync(file);
  if (kind.isDirectory()) return [await readEvents(eventFilesOf(file))];
  if (/\.(jsonl|ndjson)$/i.test(file)) return [await readHistory(file, step)];
  // What comes through a pipe can be read once alone.
  if (kind.isFile()) await refuseOtherThanText(file, step.asker);
  return readCsv(file, wanted, step);
}

type Wanted = (names: readonly string[]) => ReadonlySet<string>;

/** @param alone whether a name that is not in the file can be in no other either */
function wantedIn(file: string, map: GivenMap, alone: boolean, asker: Asker): Wanted {
  return (names) => {
    if (alone) checkNames(map, names, asker);
    const chosen = new Set([...mapMetrics(names, map).values()].map(({ name }) => name));
    if (chosen.size === 0) throw noMetric(file, names, asker);
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

export function noMetric(file: string, names: readonly string[], asker: Asker): LabError {
  const example = asker.saying(['NAME=val/accuracy']);
  const remedy = `say which is which, such as ${example}; there are ${listed(names)}`;
  return badForeign(file, '', 'no name in it is one of a metric here', remedy);
}

/** @file What the tests of the store are made of: temporary folders, runs, evaluations. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import type { Evaluation } from '../../../src-main/contract/values/evaluation-points.ts';
import { LabError } from '../../../src-main/contract/values/lab-error.ts';
import type { RunConfig } from '../../../src-main/contract/values/run-config.ts';
import { quickStart } from '../../../src-main/experiments/quick-start.ts';
import { openStore, type Store } from '../../../src-main/store/open-store.ts';
import type { NewRun, RunSummary, SeriesRow, StoreReader } from '../../../src-main/store/store.ts';

/** A folder that is gone after the test. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'groklab-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function aFile(name = 'lab.groklab'): string {
  return join(aFolder(), name);
}

/** A file with that text. */
export function textFile(name: string, text: string): string {
  const file = aFile(name);
  writeFileSync(file, text);
  return file;
}

/** An open store, closed after the test. */
export function aStore(file = aFile()): Store {
  const store = openStore(file);
  onTestFinished(() => store.close());
  return store;
}

/** Any SQLite file, as another program would have it. */
export function withSqlite<T>(file: string, work: (db: Database.Database) => T): T {
  const db = new Database(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

let runsMade = 0;

export function aNewRun(overrides: Partial<NewRun> = {}): NewRun {
  return {
    uid: `uid-${++runsMade}`,
    name: '',
    experiment: quickStart.id,
    config: quickStart.config,
    configHash: 'c0ffee',
    engine: 'onnx-cpu',
    threads: 2,
    tags: [],
    createdAt: 1_700_000_000_000,
    ...overrides,
  };
}

export function aConfig(overrides: Partial<RunConfig> = {}): RunConfig {
  return { ...quickStart.config, ...overrides };
}

export function aSummary(step: number, overrides: Partial<RunSummary> = {}): RunSummary {
  return {
    progress: { step, steps: 1000, seconds: step / 100, stepsPerSecond: 100, secondsLeft: 5 },
    point1: null,
    point2: null,
    relapses: 0,
    ...overrides,
  };
}

export function anEvaluation(
  step: number,
  values: Evaluation['values'] = { 'val/loss': step / 7 },
): Evaluation {
  return { step, seconds: step / 100, values };
}

export function rowsOf(reader: StoreReader, ...runs: number[]): SeriesRow[] {
  return [...reader.seriesRows(runs)];
}

/** Names and bytes of everything in a folder. */
export function contentsOf(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
}

/** The LabError that `work` throws. */
export function labErrorOf(work: () => unknown): LabError {
  try {
    work();
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('expected a LabError, got none');
}

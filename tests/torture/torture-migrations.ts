/** @file Kills a process while it brings an old store up to date, and looks whether the store is old or new, and whole. */
import { rmSync, copyFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Rng } from '../../src-main/base/rng.ts';
import { MIGRATIONS } from '../../src-main/store/migrations/index.ts';
import { newestVersion, runMigrations } from '../../src-main/store/migrations/run-migrations.ts';
import { openStore } from '../../src-main/store/open-store.ts';
import { APPLICATION_ID } from '../../src-main/store/store-format.ts';
import { countMoment, type Tally } from './tally.ts';
import { committedRows, formatOf, isWhole, missing, type Rows } from './witness.ts';

const OPENER = resolve(import.meta.dirname, 'open-a-store.ts');
/** The format that the old store has, and how much it holds: enough for a migration to take a while. */
const OLD = 30;
const EVALUATIONS = 20_000;
const METRICS = ['train/loss', 'val/loss', 'val/accuracy'];

export interface MigrationTorture {
  readonly folder: string;
  readonly kills: number;
  readonly rng: Rng;
  readonly tally: Tally;
  readonly report: (tally: Tally) => void;
}

export async function tortureMigrations({
  folder,
  kills,
  rng,
  tally,
  report,
}: MigrationTorture): Promise<void> {
  const old = join(folder, 'old.db');
  makeOldStore(old);
  const points = committedRows(old);
  const calmMs = await timeOfMigration(old, folder);
  for (let i = 1; i <= kills; i++) {
    const file = join(folder, `migrated-${i}.db`);
    copyFileSync(old, file);
    await killWhileOpening(file, rng.uniform() * calmMs);
    countMoment(tally, 'lab at a migration');
    inspect(file, points, tally);
    report(tally);
    for (const suffix of [
      '',
      '-wal',
      '-shm',
      '-journal',
      '.lock',
      '.checkpoints',
      `.before-${newestVersion(MIGRATIONS)}`,
    ])
      rmSync(`${file}${suffix}`, { recursive: true, force: true });
  }
}

function makeOldStore(file: string): void {
  const db = new Database(file);
  db.pragma(`application_id = ${APPLICATION_ID}`);
  runMigrations(
    db,
    MIGRATIONS.filter(({ version }) => version <= OLD),
  );
  db.transaction(() => {
    insertRun(db);
    const metric = db.prepare('INSERT INTO metrics (id, name) VALUES (?, ?)');
    METRICS.forEach((name, i) => metric.run(i + 1, name));
    const evaluation = db.prepare('INSERT INTO evaluations VALUES (1, ?, ?)');
    const point = db.prepare('INSERT INTO series_points VALUES (1, ?, ?, ?)');
    for (let step = 0; step < EVALUATIONS; step++) {
      evaluation.run(step, step / 100);
      METRICS.forEach((_, i) => point.run(i + 1, step, Math.sin(step + i)));
    }
  })();
  db.close();
}

function insertRun(db: Database.Database): void {
  db.prepare(
    `INSERT INTO runs (id, uid, name, experiment, status, reason, config_hash, split_hash, engine, threads, created_at,
       step, steps, seconds, steps_per_second, relapses, revision, tags, last, config, note)
     VALUES (1, 'old', 'old', 'quick-start', 'finished', '', '', '', 'onnx-cpu', 1, 0, 1, 1, 0, 0, 0, 0, '[]', '{}', '{}', '')`,
  ).run();
}

/** How long an undisturbed opening takes. */
async function timeOfMigration(old: string, folder: string): Promise<number> {
  const file = join(folder, 'calm.db');
  copyFileSync(old, file);
  const opener = open(file);
  await opener.saying('opening');
  const since = performance.now();
  await opener.saying('done');
  opener.child.kill('SIGKILL');
  return performance.now() - since;
}

async function killWhileOpening(file: string, afterMs: number): Promise<void> {
  const opener = open(file);
  await opener.saying('opening');
  await pause(afterMs);
  opener.child.kill('SIGKILL');
  await opener.ended;
}

function open(file: string) {
  const child = spawn(process.execPath, [OPENER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<void>((done) => child.on('close', () => done()));
  const saying = (wanted: string) =>
    new Promise<void>((done, fail) => {
      const look = () => said.includes(wanted) && done();
      child.stdout.on('data', look);
      void ended.then(() => fail(new Error(`the store was not opened: ${said}`)));
      look();
    });
  return { child, ended, saying };
}

/** Old or new, whole, with every point; and the next owner brings it up to date. */
function inspect(file: string, points: Rows, tally: Tally): void {
  if (![OLD, newestVersion(MIGRATIONS)].includes(formatOf(file))) tally.halfMigrated++;
  if (!isWhole(file)) tally.damaged++;
  openStore(file).close();
  if (formatOf(file) !== newestVersion(MIGRATIONS)) tally.halfMigrated++;
  tally.lost += missing(points, committedRows(file));
}

import type Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { aDatabaseAt, insertRun, migrateTo } from './at-version.ts';

const CONFIG = `{"seed":3,"optimizer":{"kind":"adam","learningRate":0.001},"model":{"tied":true},"measures":["a","b"]}`;
const SETTINGS = {
  seed: 3,
  'optimizer.kind': 'adam',
  'optimizer.learningRate': 0.001,
  'model.tied': 1,
  measures: 'a,b',
};
const LAST = `{"val/loss":0.25,"train/loss":"NaN","weights/norm":"-Infinity","gradient/norm":"-0"}`;

const settingsOf = (db: Database.Database, run: number) =>
  Object.fromEntries(
    db
      .prepare('SELECT path, value FROM run_settings JOIN setting_paths ON id = path_id WHERE run_id = ?')
      .raw()
      .all(run) as [string, unknown][],
  );
const lastOf = (db: Database.Database, run: number) =>
  Object.fromEntries(
    db
      .prepare('SELECT name, value FROM run_last JOIN metrics ON id = metric_id WHERE run_id = ?')
      .raw()
      .all(run) as [string, unknown][],
  );

function aRun(db: Database.Database, id: number): void {
  insertRun(db, id);
  db.prepare('UPDATE runs SET config = ?, last = ? WHERE id = ?').run(CONFIG, LAST, id);
}

function withMetrics(db: Database.Database): Database.Database {
  db.exec(
    `INSERT INTO metrics (name) VALUES ('val/loss'), ('train/loss'), ('weights/norm'), ('gradient/norm')`,
  );
  return db;
}

const VALUES = { 'val/loss': 0.25, 'train/loss': 'NaN', 'weights/norm': -Infinity, 'gradient/norm': 0 };

describe('migration 45, run values', () => {
  it('takes settings and last values out of the runs that are there', () => {
    const db = withMetrics(aDatabaseAt(40));
    aRun(db, 1);
    migrateTo(db, 45);
    expect(settingsOf(db, 1)).toEqual(SETTINGS);
    expect(lastOf(db, 1)).toEqual(VALUES);
  });

  it('follows runs that are added, changed and deleted', () => {
    const db = withMetrics(aDatabaseAt(45));
    aRun(db, 1);
    aRun(db, 2);
    expect(settingsOf(db, 2)).toEqual(SETTINGS);
    expect(lastOf(db, 2)).toEqual(VALUES);
    db.exec(`UPDATE runs SET config = '{"seed":4}', last = '{"val/loss":1}' WHERE id = 2`);
    expect(settingsOf(db, 2)).toEqual({ seed: 4 });
    expect(lastOf(db, 2)).toEqual({ 'val/loss': 1 });
    db.exec('DELETE FROM runs WHERE id = 2');
    expect([settingsOf(db, 2), lastOf(db, 2)]).toEqual([{}, {}]);
    expect(settingsOf(db, 1)).toEqual(SETTINGS);
  });
});

import { describe, expect, it } from 'vitest';
import { aDatabaseAt, insertRun, migrateTo } from './at-version.ts';

function aStoreWithSeries() {
  const db = aDatabaseAt(20);
  insertRun(db, 1);
  db.exec("INSERT INTO metrics VALUES (1, 'val/loss'); INSERT INTO evaluations VALUES (1, 3, 0.5)");
  db.exec('INSERT INTO series_points VALUES (1, 1, 3, 0.25)');
  migrateTo(db, 30);
  return db;
}

describe('migration 30, checkpoints and settings', () => {
  it('keeps the series that were there', () => {
    expect(aStoreWithSeries().prepare('SELECT * FROM points').all()).toEqual([
      { run: 1, metric: 'val/loss', step: 3, seconds: 0.5, value: 0.25 },
    ]);
  });

  it('takes one row per run and file, of a run that is there', () => {
    const db = aStoreWithSeries();
    const insert = db.prepare("INSERT INTO checkpoints VALUES (?, 'f', 3, 10, 'ab', 0)");
    insert.run(1);
    expect(() => insert.run(1)).toThrow('UNIQUE');
    expect(() => insert.run(2)).toThrow('FOREIGN KEY');
  });

  it('takes settings that are JSON', () => {
    const db = aStoreWithSeries();
    const insert = db.prepare('INSERT INTO settings VALUES (?, ?)');
    insert.run('theme', '"dark"');
    expect(() => insert.run('theme', '"light"')).toThrow('UNIQUE');
    expect(() => insert.run('font', 'large')).toThrow('CHECK');
    expect(() => insert.run(null, '1')).toThrow('NOT NULL');
  });
});

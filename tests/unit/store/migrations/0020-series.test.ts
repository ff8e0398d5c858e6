import { describe, expect, it } from 'vitest';
import { aDatabaseAt, insertRun, migrateTo } from './at-version.ts';

const value = 'SELECT value FROM series_points WHERE step = ?';

function aSeries() {
  const db = aDatabaseAt(10);
  insertRun(db, 1);
  migrateTo(db, 20);
  db.exec("INSERT INTO metrics VALUES (1, 'val/loss')");
  return { db, insert: db.prepare('INSERT INTO series_points VALUES (1, 1, ?, ?)') };
}

describe('migration 20, series', () => {
  it('keeps the runs that were there', () => {
    expect(aSeries().db.prepare('SELECT id, uid FROM runs').all()).toEqual([{ id: 1, uid: 'uid-1' }]);
  });

  it('stores doubles bit for bit, −0 and infinities included, and NaN as NULL', () => {
    const { db, insert } = aSeries();
    const values = [-0, 0, 1, 2 ** 53, 5e-324, Infinity, -Infinity];
    values.forEach((given, step) => insert.run(step, given));
    values.forEach((given, step) => expect(db.prepare(value).pluck().get(step)).toBe(given));
    insert.run(99, NaN);
    expect(db.prepare(value).pluck().get(99)).toBeNull();
  });

  it('refuses a value that is no number, a step that is not whole, and the same point twice', () => {
    const { insert } = aSeries();
    expect(() => insert.run(1, 'high')).toThrow('CHECK');
    expect(() => insert.run(1.5, 0)).toThrow('cannot store REAL value');
    insert.run(1, 0);
    expect(() => insert.run(1, 0)).toThrow('UNIQUE');
  });

  it('refuses points of runs and metrics that are not there, and to let either go while points are left', () => {
    const { db, insert } = aSeries();
    expect(() => db.exec('INSERT INTO series_points VALUES (2, 1, 0, 0.5)')).toThrow('FOREIGN KEY');
    expect(() => db.exec('INSERT INTO series_points VALUES (1, 2, 0, 0.5)')).toThrow('FOREIGN KEY');
    expect(() => db.exec('INSERT INTO evaluations VALUES (2, 0, 0.5)')).toThrow('FOREIGN KEY');
    insert.run(0, 0.5);
    expect(() => db.exec('DELETE FROM runs')).toThrow('FOREIGN KEY');
    expect(() => db.exec('DELETE FROM metrics')).toThrow('FOREIGN KEY');
  });

  it('shows points with names and seconds in a view', () => {
    const { db, insert } = aSeries();
    insert.run(5, 0.25);
    db.exec('INSERT INTO evaluations VALUES (1, 5, 0.125)');
    expect(db.prepare('SELECT * FROM points').all()).toEqual([
      { run: 1, metric: 'val/loss', step: 5, seconds: 0.125, value: 0.25 },
    ]);
  });
});

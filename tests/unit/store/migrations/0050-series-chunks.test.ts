import { expect, it } from 'vitest';
import { aDatabaseAt, insertRun, migrateTo } from './at-version.ts';

it('migration 50 makes a table of chunks that holds none of the series that are there', () => {
  const db = aDatabaseAt(45);
  insertRun(db, 1);
  db.exec("INSERT INTO metrics VALUES (1, 'val/loss'); INSERT INTO evaluations VALUES (1, 3, 0.5)");
  db.exec('INSERT INTO series_points VALUES (1, 1, 3, 0.25)');
  migrateTo(db, 50);
  expect(db.prepare('SELECT count(*) FROM series_chunks').pluck().get()).toBe(0);
  expect(db.prepare('SELECT value FROM points').pluck().get()).toBe(0.25);
  const insert = db.prepare("INSERT INTO series_chunks VALUES (?, 1, 9, 3, x'00')");
  insert.run(1);
  expect(() => insert.run(1)).toThrow('UNIQUE');
  expect(() => insert.run(2)).toThrow('FOREIGN KEY');
});

import { expect, it } from 'vitest';
import { aDatabaseAt, insertRun, migrateTo } from './at-version.ts';

it('migration 80 makes every run that is there one of this lab, and takes only objects as sources', () => {
  const db = aDatabaseAt(70);
  insertRun(db, 1);
  migrateTo(db, 80);
  expect(db.prepare('SELECT foreign_source FROM runs').pluck().all()).toEqual([null]);
  expect(() => db.exec(`UPDATE runs SET foreign_source = '[]'`)).toThrow('CHECK');
  db.exec(`UPDATE runs SET foreign_source = '{"file":"a.csv"}'`);
});

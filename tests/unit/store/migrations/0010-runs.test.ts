import { describe, expect, it } from 'vitest';
import { aDatabaseAt, insertRun } from './at-version.ts';

describe('migration 10, runs', () => {
  it('makes a table that takes a run and computes its delay', () => {
    const db = aDatabaseAt(10);
    insertRun(db, 1);
    const delay = db.prepare('SELECT delay FROM runs').pluck();
    expect(delay.get()).toBeNull();
    db.exec('UPDATE runs SET point1_step = 10, point1_after = 5, point2_step = 70, point2_after = 60');
    expect(delay.get()).toBe(60);
  });

  it.each([
    ["tags = 'a'", 'malformed JSON'],
    ["tags = '{}'", 'CHECK'],
    ["last = '[]'", 'CHECK'],
    ["config = '3'", 'CHECK'],
    ["environment = '[]'", 'CHECK'],
    ['point1_step = 3', 'CHECK'],
    ['point2_after = 3', 'CHECK'],
    ['name = NULL', 'NOT NULL'],
    ['step = 1.5', 'cannot store REAL value'],
  ])('refuses SET %s', (assignment, message) => {
    const db = aDatabaseAt(10);
    insertRun(db, 1);
    expect(() => db.exec(`UPDATE runs SET ${assignment}`)).toThrow(message);
  });

  it('refuses the same uid twice', () => {
    const db = aDatabaseAt(10);
    insertRun(db, 1);
    insertRun(db, 2);
    expect(() => db.exec("UPDATE runs SET uid = 'uid-1'")).toThrow('UNIQUE');
  });
});

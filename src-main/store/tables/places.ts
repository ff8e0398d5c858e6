/** @file Looking among the runs or sweeps of the table, or among those in the bin. */
import type { Database, Statement } from 'better-sqlite3';
import type { Place } from '../store.ts';

const CONDITIONS: Readonly<Record<Place, string>> = {
  table: 'deleted_at IS NULL',
  bin: 'deleted_at IS NOT NULL',
};

/** What went into the bin at the same moment went there together, and the newest of it counts as the last. */
const NEWEST_FIRST: Readonly<Record<Place, string>> = {
  table: 'id DESC',
  bin: 'deleted_at DESC, id DESC',
};

/** Finds rows by name, and the last one, per place. */
export function findIn<Row>(db: Database, table: 'runs' | 'sweeps') {
  const prepared = (place: Place) => ({
    named: db.prepare<[string], Row>(
      `SELECT * FROM ${table} WHERE name = ? AND ${CONDITIONS[place]} ORDER BY id`,
    ),
    last: db.prepare<[], Row>(
      `SELECT * FROM ${table} WHERE ${CONDITIONS[place]} ORDER BY ${NEWEST_FIRST[place]} LIMIT 1`,
    ),
  });
  const statements: Readonly<Record<Place, { named: Statement<[string], Row>; last: Statement<[], Row> }>> = {
    table: prepared('table'),
    bin: prepared('bin'),
  };
  return {
    named: (name: string, place: Place): Row[] => statements[place].named.all(name),
    last: (place: Place): Row | undefined => statements[place].last.get(),
  };
}

/** @file Pages of the table of runs: filtered, searched, sorted. */
import type { Database, Statement } from 'better-sqlite3';
import { parseFilter } from '../../contract/values/filter/parse-filter.ts';
import type { RunRecord } from '../../contract/values/run-record.ts';
import type { RunQuery } from '../../contract/wire/requests.ts';
import { filterCondition, joined, type Bound, type Condition } from './run-filter.ts';
import { sortKey } from './run-order.ts';
import { toRecord, type RunRow } from './run-row.ts';

/** Statements kept: people ask the same few questions over and over. */
const MOST_KEPT = 50;

/** @returns a function that answers a query with its page and the number of runs on all pages */
export function listRuns(db: Database): (query: RunQuery) => { runs: RunRecord[]; total: number } {
  db.function('search_text', { deterministic: true, directOnly: true }, searchText);
  db.function('lower_case', { deterministic: true, directOnly: true }, lowerCase);
  const byId = db.prepare<[number], RunRow>('SELECT * FROM runs WHERE id = ?');
  const kept = new Map<string, Statement<Bound[], number>>();

  function statement(sql: string): Statement<Bound[], number> {
    const known = kept.get(sql);
    if (known) return known;
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value as string);
    const made = db.prepare<Bound[], number>(sql).pluck();
    kept.set(sql, made);
    return made;
  }

  /** The ids of all pages: sorting them all costs less than finding them a second time to count them. */
  function matching(query: RunQuery): number[] {
    const where = joined('and', conditionsOf(query));
    const { expression, bound, descending } = sortKey(query.sort);
    const direction = descending ? 'DESC' : 'ASC';
    // Ids alone: sorting whole rows would move every config about.
    const sql = `SELECT id FROM runs WHERE ${where.sql}
      ORDER BY ${expression} ${direction} NULLS LAST, id ${direction}`;
    return statement(sql).all(...where.bound, ...bound);
  }

  function list(query: RunQuery) {
    const ids = matching(query);
    const page = ids.slice(query.offset, query.offset + query.limit);
    return { runs: page.map((id) => toRecord(byId.get(id) as RunRow)), total: ids.length };
  }

  // One transaction, so that page, rows and total are of one moment.
  return db.transaction(list);
}

function conditionsOf({ deleted, statuses, search, filter, sweep }: RunQuery): Condition[] {
  const conditions: Condition[] = [{ sql: `deleted_at IS ${deleted ? 'NOT ' : ''}NULL`, bound: [] }];
  // That of a foreign run is a word of its own.
  const among = 'status IN (SELECT value FROM json_each(?)) AND foreign_source IS NULL';
  if (statuses.length > 0) conditions.push({ sql: among, bound: [JSON.stringify(statuses)] });
  const ofSweep = 'id IN (SELECT run_id FROM sweep_points WHERE sweep_id = ?)';
  if (sweep !== null) conditions.push({ sql: ofSweep, bound: [sweep] });
  conditions.push(...searchConditions(search));
  return [...conditions, filterCondition(parseFilter(filter))];
}

/** Letters of a word below which it is not in the index. */
const INDEXED_LETTERS = 3;

/** Every word occurs somewhere; short ones are looked for in every run that is left. */
function searchConditions(search: string): Condition[] {
  // A character 0 would end the phrase.
  const words = search.toLowerCase().replaceAll('\0', ' ').split(/\s+/).filter(Boolean);
  const indexed = words.filter((word) => [...word].length >= INDEXED_LETTERS);
  const short = words.filter((word) => !indexed.includes(word));
  const phrase = indexed.map((word) => `"${word.replaceAll('"', '""')}"`).join(' AND ');
  const inIndex = 'id IN (SELECT rowid FROM run_search WHERE run_search MATCH ?)';
  return [
    ...(indexed.length > 0 ? [{ sql: inIndex, bound: [phrase] }] : []),
    ...short.map((word) => ({
      sql: 'instr(search_text(name, experiment, tags, note), ?) > 0',
      bound: [word],
    })),
  ];
}

/** What a search looks through. Lower case by JavaScript, since SQLite's own knows ASCII alone. */
function searchText(name: string, experiment: string, tags: string, note: string): string {
  return [name, experiment, ...(JSON.parse(tags) as string[]), note].join('\n').toLowerCase();
}

function lowerCase(value: unknown): string {
  return String(value).toLowerCase();
}

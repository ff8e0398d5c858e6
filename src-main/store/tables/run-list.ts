/** @file Pages of the table of runs: filtered, searched, sorted. */
import type { Database, Statement } from 'better-sqlite3';
import type { RunRecord } from '../../contract/values/run-record.ts';
import type { RunQuery } from '../../contract/wire/requests.ts';
import { toRecord, type RunRow } from './run-row.ts';
import { sortKey } from './run-order.ts';

interface Filter {
  readonly deleted: number;
  /** JSON list; [] is all. */
  readonly statuses: string;
  /** JSON list of lower-case words. */
  readonly words: string;
  readonly sweep: number | null;
}

interface Page extends Filter {
  readonly path: string;
  readonly limit: number;
  readonly offset: number;
}

const WHERE = `(deleted_at IS NOT NULL) = @deleted
  AND (@statuses = '[]' OR status IN (SELECT value FROM json_each(@statuses)))
  AND (@sweep IS NULL OR id IN (SELECT run_id FROM sweep_points WHERE sweep_id = @sweep))
  AND NOT EXISTS (
    SELECT 1 FROM json_each(@words) AS word WHERE instr(search_text(name, experiment, tags, note), word.value) = 0
  )`;

/** @returns a function that answers a query with its page and the number of runs on all pages */
export function listRuns(db: Database): (query: RunQuery) => { runs: RunRecord[]; total: number } {
  db.function('search_text', { deterministic: true, directOnly: true }, searchText);
  const count = db.prepare<[Filter], number>(`SELECT count(*) FROM runs WHERE ${WHERE}`).pluck();
  const byId = db.prepare<[number], RunRow>('SELECT * FROM runs WHERE id = ?');
  const pages = new Map<string, Statement<[Page], number>>();

  function pageStatement(expression: string, descending: boolean): Statement<[Page], number> {
    const direction = descending ? 'DESC' : 'ASC';
    // Ids alone: sorting whole rows would move every config about.
    const sql = `SELECT id FROM runs WHERE ${WHERE}
      ORDER BY ${expression} ${direction} NULLS LAST, id ${direction} LIMIT @limit OFFSET @offset`;
    const statement = pages.get(sql) ?? db.prepare<[Page], number>(sql).pluck();
    pages.set(sql, statement);
    return statement;
  }

  function list(query: RunQuery) {
    const filter = toFilter(query);
    const { expression, path, descending } = sortKey(query.sort);
    const page = { ...filter, path, limit: query.limit, offset: query.offset };
    const ids = pageStatement(expression, descending).all(page);
    return { runs: ids.map((id) => toRecord(byId.get(id) as RunRow)), total: count.get(filter) ?? 0 };
  }

  // One transaction, so that page, rows and total are of one moment.
  return db.transaction(list);
}

function toFilter({ statuses, search, deleted, sweep }: RunQuery): Filter {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return {
    deleted: Number(deleted),
    statuses: JSON.stringify(statuses),
    words: JSON.stringify(words),
    sweep,
  };
}

/** What a search looks through. Lower case by JavaScript, since SQLite's own knows ASCII alone. */
function searchText(name: string, experiment: string, tags: string, note: string): string {
  return [name, experiment, ...(JSON.parse(tags) as string[]), note].join('\n').toLowerCase();
}

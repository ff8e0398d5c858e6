/** @file A filter as a condition in SQL. Words and numbers of a person are bound, never part of the text; every condition
 *  is true or false, never NULL, as `filter.ts` says. */
import type { Comparison, Filter, FilterValue } from '../../contract/values/filter/filter.ts';
import type { RunField } from '../../contract/values/filter/run-fields.ts';
import { RUN_COLUMNS } from './run-columns.ts';

export type Bound = string | number;

/** A condition over a row of `runs`, and what is bound to its question marks in their order. */
export interface Condition {
  readonly sql: string;
  readonly bound: readonly Bound[];
}

export function filterCondition(filter: Filter): Condition {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return joined(filter.kind, filter.parts.map(filterCondition));
    case 'not':
      return negated(filterCondition(filter.part));
    case 'in':
      return joined(
        'or',
        filter.values.map((value) => compared(filter.field, '=', value)),
      );
    case 'compare':
      return compared(filter.field, filter.comparison, filter.value);
  }
}

/** Of no parts, `and` is true and `or` is false. */
export function joined(kind: 'and' | 'or', parts: readonly Condition[]): Condition {
  if (parts.length === 0) return { sql: kind === 'and' ? 'TRUE' : 'FALSE', bound: [] };
  const glue = kind === 'and' ? ' AND ' : ' OR ';
  return { sql: `(${parts.map(({ sql }) => sql).join(glue)})`, bound: parts.flatMap(({ bound }) => bound) };
}

function negated({ sql, bound }: Condition): Condition {
  return { sql: `NOT ${sql}`, bound };
}

function compared(field: RunField, comparison: Comparison, value: FilterValue): Condition {
  if (comparison === '!=') return negated(compared(field, '=', value));
  if (comparison === '!~') return negated(compared(field, '~', value));
  if (value === null) return negated(anyValue(field, { sql: "$ <> ''", bound: [] }));
  return anyValue(field, valueCondition(comparison, value));
}

/** A condition on one value, which stands as $. */
function valueCondition(comparison: Comparison, value: Exclude<FilterValue, null>): Condition {
  if (comparison === '~') return { sql: 'instr(lower_case($), ?) > 0', bound: [String(value).toLowerCase()] };
  if (typeof value === 'boolean') return { sql: '$ = ?', bound: [Number(value)] };
  if (typeof value === 'string') return { sql: '$ = ?', bound: [value] };
  if (Number.isNaN(value)) return comparison === '=' ? { sql: "$ = 'NaN'", bound: [] } : NEVER;
  // Words stand above all numbers in SQLite's order.
  return { sql: `($ ${comparison} ? AND typeof($) <> 'text')`, bound: [value] };
}

const NEVER: Condition = { sql: 'FALSE', bound: [] };

/** That one of the values a run has of a field fulfils the condition. */
function anyValue({ source, name, type }: RunField, condition: Condition): Condition {
  const { bound } = condition;
  const on = (value: string) => condition.sql.replaceAll('$', value);
  if (source === 'config') {
    const path = '(SELECT id FROM setting_paths WHERE path = ?)';
    const sql = `(id IN (SELECT run_id FROM run_settings WHERE path_id = ${path} AND ${on('value')}))`;
    return { sql, bound: [name, ...bound] };
  }
  if (source === 'metric') {
    const metric = '(SELECT id FROM metrics WHERE name = ?)';
    const sql = `(EXISTS (SELECT 1 FROM run_last AS l WHERE l.run_id = runs.id AND l.metric_id = ${metric}
      AND ${on('l.value')}))`;
    return { sql, bound: [name, ...bound] };
  }
  const column = RUN_COLUMNS[name] as string;
  if (type === 'tags')
    return { sql: `(EXISTS (SELECT 1 FROM json_each(runs.tags) AS t WHERE ${on('t.value')}))`, bound };
  return { sql: `((${on(column)}) IS TRUE)`, bound };
}

/** @file What the table of runs can be sorted by. User text only chooses among keys; it never becomes SQL. */
import { nearest } from '../../contract/values/filter/nearest.ts';
import { RUN_FIELDS, runField, type RunField } from '../../contract/values/filter/run-fields.ts';
import { LabError } from '../../contract/values/lab-error.ts';
import { RUN_COLUMNS } from './run-columns.ts';

/** An SQL expression over a row of `runs`, and what is bound to its question marks. */
export interface SortKey {
  readonly expression: string;
  readonly bound: readonly string[];
  readonly descending: boolean;
}

/**
 * @param sort a field, with a leading '-' for descending
 * @throws LabError `bad-request` with the fields there are
 */
export function sortKey(sort: string): SortKey {
  const descending = sort.startsWith('-');
  const name = descending ? sort.slice(1) : sort;
  const field = runField(name);
  if (!field) throw unknownKey(name);
  return { ...expressionOf(field), descending };
}

function expressionOf(field: RunField): Pick<SortKey, 'expression' | 'bound'> {
  switch (field.source) {
    case 'record': {
      const column = RUN_COLUMNS[field.name] as string;
      const words = field.type === 'text' || field.type === 'tags';
      return { expression: words ? `${column} COLLATE NOCASE` : column, bound: [] };
    }
    case 'metric':
      // NaN has no place in an order, so it goes where missing values go: to the end.
      return {
        expression: `(SELECT nullif(value, 'NaN') FROM run_last WHERE run_id = runs.id
          AND metric_id = (SELECT id FROM metrics WHERE name = ?))`,
        bound: [field.name],
      };
    case 'config':
      return {
        expression: `(SELECT value FROM run_settings WHERE run_id = runs.id
          AND path_id = (SELECT id FROM setting_paths WHERE path = ?))`,
        bound: [field.name],
      };
  }
}

function unknownKey(name: string): LabError {
  const alike = nearest(
    name,
    RUN_FIELDS.map((field) => field.name),
  );
  const hint = alike.length > 0 ? `; did you mean ${alike.join(' or ')}?` : '.';
  return new LabError(
    'bad-request',
    `sort: expected ${Object.keys(RUN_COLUMNS).join(', ')}, a metric or a config path, got '${name}'${hint}`,
    { field: 'sort' },
  );
}

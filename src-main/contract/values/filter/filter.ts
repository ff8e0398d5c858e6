/** @file What a filter says, once it is read and checked. Every condition is true or false of every run: a comparison
 *  with something the run does not have is false, and `!=`, `!~` and `not` are the exact opposites. */
import type { RunField } from './run-fields.ts';

export const COMPARISONS = ['=', '!=', '<', '<=', '>', '>=', '~', '!~'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** null is `none`: the run has no such value. NaN stands for a value that is NaN. */
export type FilterValue = number | string | boolean | null;

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  | {
      readonly kind: 'compare';
      readonly field: RunField;
      readonly comparison: Comparison;
      readonly value: FilterValue;
    }
  | { readonly kind: 'in'; readonly field: RunField; readonly values: readonly FilterValue[] };

/** The filter that every run passes. */
export const EVERY_RUN: Filter = { kind: 'and', parts: [] };

/** Names of the fields that a filter looks at. */
export function fieldsOf(filter: Filter): Set<string> {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return new Set(filter.parts.flatMap((part) => [...fieldsOf(part)]));
    case 'not':
      return fieldsOf(filter.part);
    case 'in':
    case 'compare':
      return new Set([filter.field.name]);
  }
}

/** Values that a filter names of a field by `=`, `!=` or `in`, also under `not`. */
export function valuesIn(filter: Filter, name: string): FilterValue[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.parts.flatMap((part) => valuesIn(part, name));
    case 'not':
      return valuesIn(filter.part, name);
    case 'in':
      return filter.field.name === name ? [...filter.values] : [];
    case 'compare': {
      const { field, comparison, value } = filter;
      return field.name === name && (comparison === '=' || comparison === '!=') ? [value] : [];
    }
  }
}

/** A value without which no run passes the filter, by `=` or `in`, and that none has; undefined where there is another way.
 *  @param name of the field. @param had values of that field which runs have */
export function unmet(filter: Filter, name: string, had: readonly FilterValue[]): FilterValue | undefined {
  // `= none` asks for no value.
  const lacks = (value: FilterValue) => value !== null && !had.includes(value);
  switch (filter.kind) {
    case 'and':
      return filter.parts.map((part) => unmet(part, name, had)).find((value) => value !== undefined);
    case 'or': {
      const ways = filter.parts.map((part) => unmet(part, name, had));
      return ways.includes(undefined) ? undefined : ways[0];
    }
    case 'not':
      return undefined;
    case 'in':
      return filter.field.name === name && filter.values.every(lacks) ? filter.values[0] : undefined;
    case 'compare': {
      const { field, comparison, value } = filter;
      return field.name === name && comparison === '=' && lacks(value) ? value : undefined;
    }
  }
}

/** @file Whether a run passes a filter, decided from its record: for pages, which hold the records and follow them as they
 *  change. The store decides the same in SQL. */
import { valueAt } from '../config-fields.ts';
import type { MetricName } from '../metric.ts';
import { shownStatus, type RunRecord } from '../run-record.ts';
import type { Comparison, Filter, FilterValue } from './filter.ts';
import type { RunField } from './run-fields.ts';

type Test = (run: RunRecord) => boolean;

/** @returns a test of records, quick enough for thousands of them at every key press */
export function runTest(filter: Filter): Test {
  switch (filter.kind) {
    case 'and': {
      const tests = filter.parts.map(runTest);
      return (run) => tests.every((test) => test(run));
    }
    case 'or': {
      const tests = filter.parts.map(runTest);
      return (run) => tests.some((test) => test(run));
    }
    case 'not': {
      const test = runTest(filter.part);
      return (run) => !test(run);
    }
    case 'in': {
      const tests = filter.values.map((value) => comparisonTest(filter.field, '=', value));
      return (run) => tests.some((test) => test(run));
    }
    case 'compare':
      return comparisonTest(filter.field, filter.comparison, filter.value);
  }
}

function comparisonTest(field: RunField, comparison: Comparison, value: FilterValue): Test {
  if (comparison === '!=') return opposite(comparisonTest(field, '=', value));
  if (comparison === '!~') return opposite(comparisonTest(field, '~', value));
  const fits = valueTest(comparison, value);
  return (run) => valuesOf(run, field).some(fits) || (value === null && valuesOf(run, field).length === 0);
}

const opposite =
  (test: Test): Test =>
  (run) =>
    !test(run);

function valueTest(
  comparison: Comparison,
  wanted: FilterValue,
): (value: string | number | boolean) => boolean {
  if (wanted === null) return () => false;
  if (comparison === '~') {
    const part = String(wanted).toLowerCase();
    return (value) => String(value).toLowerCase().includes(part);
  }
  if (comparison === '=') return (value) => value === wanted || (value !== value && wanted !== wanted);
  const bound = wanted as number;
  return (value) => typeof value === 'number' && inOrder(value, comparison, bound);
}

function inOrder(value: number, comparison: Comparison, bound: number): boolean {
  if (comparison === '<') return value < bound;
  if (comparison === '<=') return value <= bound;
  return comparison === '>' ? value > bound : value >= bound;
}

/** What the run has of a field: one value, several tags, or nothing. An empty text is nothing. */
export function valuesOf(run: RunRecord, { source, name }: RunField): readonly (string | number | boolean)[] {
  if (source === 'record') return RECORD_VALUES[name]?.(run) ?? [];
  if (source === 'metric') return present(run.last[name as MetricName]);
  const value = valueAt(run.config, name);
  return Array.isArray(value) ? [value.join(',')] : present(value);
}

const present = (value: unknown): readonly (string | number | boolean)[] =>
  value === null || value === undefined || value === '' ? [] : [value as string | number | boolean];

const RECORD_VALUES: Readonly<Record<string, (run: RunRecord) => readonly (string | number | boolean)[]>> = {
  id: ({ id }) => [id],
  name: ({ name }) => present(name),
  experiment: ({ experiment }) => present(experiment),
  status: (run) => [shownStatus(run)],
  tag: ({ tags }) => tags,
  sweep: ({ sweep }) => present(sweep),
  note: ({ note }) => present(note),
  pinned: ({ pinned }) => [pinned],
  archived: ({ archived }) => [archived],
  reason: ({ reason }) => present(reason),
  engine: ({ engine }) => [engine],
  threads: ({ threads }) => [threads],
  point1: ({ point1 }) => present(point1?.step),
  point2: ({ point2 }) => present(point2?.step),
  delay: ({ point1, point2 }) => (point1 && point2 ? [point2.step - point1.step] : []),
  relapses: ({ relapses }) => [relapses],
  steps: ({ progress }) => [progress.step],
  seconds: ({ progress }) => [progress.seconds],
  stepsPerSecond: ({ progress }) => [progress.stepsPerSecond],
  secondsLeft: ({ progress }) => present(progress.secondsLeft),
  revision: ({ revision }) => [revision],
  createdAt: ({ createdAt }) => [createdAt],
  startedAt: ({ startedAt }) => present(startedAt),
  finishedAt: ({ finishedAt }) => present(finishedAt),
  deletedAt: ({ deletedAt }) => present(deletedAt),
};

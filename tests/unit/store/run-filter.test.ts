import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPARISONS, type Filter } from '../../../src-main/contract/values/filter/filter.ts';
import { runTest } from '../../../src-main/contract/values/filter/match-run.ts';
import { parseFilter } from '../../../src-main/contract/values/filter/parse-filter.ts';
import { RUN_FIELDS } from '../../../src-main/contract/values/filter/run-fields.ts';
import { ALL_RUNS } from '../../../src-main/contract/wire/requests.ts';
import type { Store } from '../../../src-main/store/open-store.ts';
import { aConfig, anEvaluation, aNewRun, aStore, aSummary, labErrorOf } from './builders.ts';

function found(store: Store, filter: string): number[] {
  return store.reader.runs({ ...ALL_RUNS, filter, sort: 'id' }).runs.map((run) => run.id);
}

/** Runs that differ in everything a filter can look at. */
function aStoreOfAllSorts(): Store {
  const store = aStore();
  const { writer } = store;
  const { learningRate, weightDecay, decay, warmupSteps } = aConfig().optimizer;
  const shared = { learningRate, weightDecay, decay, warmupSteps };
  for (const [i, value] of [NaN, Infinity, -Infinity, -0, 0.5, 1e-3, undefined].entries()) {
    const task = { ...aConfig().task, splitSeed: i % 2 ? ('seed' as const) : i };
    const optimizer = i % 3 ? aConfig().optimizer : ({ ...shared, kind: 'sgd', momentum: i / 10 } as const);
    const config = aConfig({ seed: i, task, optimizer });
    const tags = ['paper', 'Größe', 'a "b"'].slice(0, i % 4);
    const { id } = writer.insertRun(
      aNewRun({ config, tags, name: i % 2 ? `Übung ${i}` : '', threads: 1 + (i % 3) }),
    );
    writer.updateRun(id, {
      pinned: i % 2 === 0,
      archived: i > 4,
      note: i % 3 ? 'a note' : '',
      startedAt: i || null,
    });
    const points = { step: 10 * i, after: 10 * i - 5 };
    const summary = aSummary(i, i > 3 ? { point1: points, point2: i > 4 ? points : null } : {});
    writer.appendEvaluations(
      id,
      value === undefined ? [] : [anEvaluation(1, { 'val/loss': value })],
      summary,
    );
    if (i === 2) writer.updateRun(id, { status: 'running' });
  }
  return store;
}

const text = fc.constantFrom('paper', 'größe', 'Größe', 'b"', 'Übung', 'übung 1', 'quick-start-1', 'a note');
const number = fc.constantFrom(NaN, Infinity, -Infinity, -1, -0, 0, 0.5, 1e-3, 1, 2, 3, 4, 5, 10, 40, 1000);
const condition: fc.Arbitrary<Filter> = fc
  .record({
    field: fc.constantFrom(...RUN_FIELDS),
    comparison: fc.constantFrom(...COMPARISONS),
    number,
    text,
    flag: fc.boolean(),
    none: fc.nat(5),
  })
  .map(({ field, comparison, none, ...given }) => {
    const { type, choices } = field;
    const ordered = comparison.startsWith('<') || comparison.startsWith('>');
    const plain = comparison === '!=' ? '!=' : '=';
    const contains = comparison.endsWith('~');
    if (none === 0) return { kind: 'compare', field, comparison: plain, value: null };
    if (type === 'boolean') return { kind: 'compare', field, comparison: plain, value: given.flag };
    if (type === 'text' || type === 'tags') {
      const value = choices[0] ?? given.text;
      return { kind: 'compare', field, comparison: ordered ? '=' : comparison, value };
    }
    const word = type === 'mixed' && given.flag && !ordered ? choices[0] : undefined;
    const value = type === 'time' && Number.isNaN(given.number) ? 0 : given.number;
    return { kind: 'compare', field, comparison: contains ? plain : comparison, value: word ?? value };
  });

const filter = fc.letrec<{ filter: Filter; several: Filter[] }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small' },
    condition,
    tie('filter').map((part): Filter => ({ kind: 'not', part })),
    tie('several').map((parts): Filter => ({ kind: 'and', parts })),
    tie('several').map((parts): Filter => ({ kind: 'or', parts })),
  ),
  several: fc.array(tie('filter'), { maxLength: 3 }),
})).filter;

/** The filter as a person would type it. */
function typed(given: Filter): string {
  switch (given.kind) {
    case 'and':
    case 'or':
      if (given.parts.length === 0) return given.kind === 'and' ? 'id != none' : 'id = none';
      return `(${given.parts.map(typed).join(` ${given.kind} `)})`;
    case 'not':
      return `not (${typed(given.part)})`;
    case 'in':
      return '';
    case 'compare': {
      const { value } = given;
      const quoted =
        typeof value === 'string' ? `"${value.replaceAll('"', '\\"')}"` : String(value ?? 'none');
      return `${given.field.name} ${given.comparison} ${quoted}`;
    }
  }
}

describe('filtering the table of runs', () => {
  it('finds in the store exactly what the pages find in the records', () => {
    const store = aStoreOfAllSorts();
    const { runs } = store.reader.runs({ ...ALL_RUNS, sort: 'id' });
    fc.assert(
      fc.property(filter, (given) => {
        const written = typed(given);
        const test = runTest(parseFilter(written));
        expect(found(store, written), written).toEqual(runs.filter(test).map((run) => run.id));
        expect(runs.map(test)).toEqual(runs.map(runTest(given)));
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['seed >= 5', [6, 7]],
    ['seed in (1, 3) or seed = 0', [1, 2, 4]],
    ['tag:paper', [2, 3, 4, 6, 7]],
    ['not tag:paper', [1, 5]],
    ['tag ~ größ', [3, 4, 7]],
    ['tag = none', [1, 5]],
    ['val/loss = NaN', [1]],
    ['val/loss = none', [7]],
    ['val/loss > 0', [2, 5, 6]],
    ['not val/loss > 0', [1, 3, 4, 7]],
    ['task.splitSeed < 5', [1, 3, 5]],
    ['optimizer.momentum = none', [2, 3, 5, 6]],
    ['optimizer.kind = sgd and optimizer.momentum >= 0.3', [4, 7]],
    ['point2 = none and point1 < 50', [5]],
    ['delay = 0', [6, 7]],
    ['name ~ ÜBUNG', [2, 4, 6]],
    ['pinned and not archived', [1, 3, 5]],
    ['note != none', [2, 3, 5, 6]],
    ['note = ""', [1, 4, 7]],
  ])('%s', (written, ids) => {
    expect(found(aStoreOfAllSorts(), written)).toEqual(ids);
  });

  it('follows what changes afterwards', () => {
    const { writer, ...store } = aStore();
    const { id } = writer.insertRun(aNewRun());
    writer.appendEvaluations(
      id,
      [anEvaluation(1, { 'val/loss': 3 }), anEvaluation(2, { 'val/loss': 1 })],
      aSummary(2),
    );
    expect(found({ writer, ...store }, 'val/loss < 2')).toEqual([id]);
    writer.truncateSeries(id, 1, aSummary(1));
    expect(found({ writer, ...store }, 'val/loss < 2')).toEqual([]);
    writer.truncateSeries(id, -1, aSummary(0));
    expect(found({ writer, ...store }, 'val/loss = none')).toEqual([id]);
  });

  it('takes words for what they are, whatever they look like', () => {
    const store = aStore();
    const name = `x' OR 1=1; DROP TABLE runs; --$?@a`;
    const { id } = store.writer.insertRun(aNewRun({ name }));
    store.writer.insertRun(aNewRun());
    expect(found(store, `name = ${JSON.stringify(name)}`)).toEqual([id]);
    expect(found(store, 'name = "x\' OR 1=1"')).toEqual([]);
    expect(labErrorOf(() => found(store, 'seed = 1 OR 1=1')).message).toContain("got '1'");
  });
});

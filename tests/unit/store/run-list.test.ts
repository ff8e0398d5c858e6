import { describe, expect, it } from 'vitest';
import { CONFIG_FIELDS } from '../../../src-main/contract/values/config-fields.ts';
import { METRICS } from '../../../src-main/contract/values/metric.ts';
import type { RunConfig } from '../../../src-main/contract/values/run-config.ts';
import { ALL_RUNS, type RunQuery } from '../../../src-main/contract/wire/requests.ts';
import type { Store } from '../../../src-main/store/open-store.ts';
import { aConfig, anEvaluation, aNewRun, aStore, aSummary, labErrorOf } from './builders.ts';

function ids(store: Store, query: Partial<RunQuery>): number[] {
  return store.reader.runs({ ...ALL_RUNS, ...query }).runs.map((run) => run.id);
}

function learningRate(rate: number): RunConfig {
  const config = aConfig();
  return { ...config, optimizer: { ...config.optimizer, learningRate: rate } };
}

describe('sorting the table of runs', () => {
  it('follows a config path as numbers, both ways, equals by id', () => {
    const store = aStore();
    for (const rate of [0.01, 1e-5, 2, 0.01]) store.writer.insertRun(aNewRun({ config: learningRate(rate) }));
    expect(ids(store, { sort: 'optimizer.learningRate' })).toEqual([2, 1, 4, 3]);
    expect(ids(store, { sort: '-optimizer.learningRate' })).toEqual([3, 4, 1, 2]);
  });

  it('puts runs without the field, the point or the metric last, whichever way', () => {
    const store = aStore();
    const { momentum, ...sgd } = { ...aConfig().optimizer, momentum: 0.5 };
    for (const value of [NaN, -Infinity, 3, undefined, Infinity, -0, -1]) {
      const { id } = store.writer.insertRun(aNewRun({ config: aConfig() }));
      const evaluations = value === undefined ? [] : [anEvaluation(1, { 'val/loss': value })];
      const point1 = value === 3 ? { step: 4, after: 3 } : null;
      store.writer.appendEvaluations(id, evaluations, aSummary(1, { point1 }));
    }
    const optimizer = { ...sgd, kind: 'sgd', momentum } as RunConfig['optimizer'];
    store.writer.insertRun(aNewRun({ config: aConfig({ optimizer }) }));
    expect(ids(store, { sort: 'val/loss' })).toEqual([2, 7, 6, 3, 5, 1, 4, 8]);
    expect(ids(store, { sort: '-val/loss' })).toEqual([5, 3, 6, 7, 2, 8, 4, 1]);
    expect(ids(store, { sort: 'point1' }).at(0)).toBe(3);
    expect(ids(store, { sort: '-point1' }).at(0)).toBe(3);
    expect(ids(store, { sort: 'optimizer.momentum' }).at(0)).toBe(8);
    expect(ids(store, { sort: '-optimizer.momentum' }).at(0)).toBe(8);
  });

  it('knows every config path, every metric, and the columns of the export', () => {
    const store = aStore();
    store.writer.insertRun(aNewRun());
    const columns = ['id', 'name', 'experiment', 'status', 'tags', 'engine', 'threads', 'point1', 'point2'];
    const rest = ['delay', 'relapses', 'steps', 'seconds', 'createdAt', 'startedAt', 'finishedAt'];
    const paths = CONFIG_FIELDS.map((field) => field.path);
    for (const sort of [...columns, ...rest, ...paths, ...Object.keys(METRICS)]) {
      expect(ids(store, { sort }), sort).toEqual([1]);
    }
  });

  it.each(['nonsense', '', '-', '--id', 'constructor', "id'; DROP TABLE runs; --", '-val/"loss', 'config'])(
    'refuses the key %j in one sentence',
    (sort) => {
      const error = labErrorOf(() => ids(aStore(), { sort }));
      expect(error.code).toBe('bad-request');
      expect(error.message).toContain('sort: expected id, name,');
    },
  );
});

describe('filtering the table of runs', () => {
  it('gives a page and the number of runs on all pages', () => {
    const store = aStore();
    for (let i = 0; i < 5; i++) store.writer.insertRun(aNewRun());
    expect(store.reader.runs({ ...ALL_RUNS, limit: 2, offset: 1 })).toMatchObject({
      runs: [{ id: 4 }, { id: 3 }],
      total: 5,
    });
    expect(ids(store, { limit: 10, offset: 5 })).toEqual([]);
  });

  it('keeps the statuses that are asked for', () => {
    const store = aStore();
    const statuses = ['finished', 'failed', 'running'] as const;
    for (const status of statuses) store.writer.updateRun(store.writer.insertRun(aNewRun()).id, { status });
    expect(ids(store, { statuses: ['failed', 'running'] })).toEqual([3, 2]);
    expect(ids(store, { statuses: ['queued'] })).toEqual([]);
  });

  it('finds runs in which every word occurs, in name, experiment, tags or note, in any case', () => {
    const store = aStore();
    store.writer.insertRun(aNewRun({ name: 'Große Übung', tags: ['night "shift"'] }));
    const { id } = store.writer.insertRun(aNewRun({ name: 'small', experiment: 'nanda-2023/mainline' }));
    store.writer.updateRun(id, { note: '100% of 5_000' });
    expect(ids(store, { search: 'ÜBUNG' })).toEqual([1]);
    expect(ids(store, { search: '  "shift"   große ' })).toEqual([1]);
    expect(ids(store, { search: 'nanda small 100% 5_000' })).toEqual([2]);
    expect(ids(store, { search: 'small übung' })).toEqual([]);
    expect(ids(store, { search: '5%000' })).toEqual([]);
    expect(ids(store, { search: '","' })).toEqual([]);
    expect(ids(store, { search: 'ü' })).toEqual([1]);
    expect(ids(store, { search: 'small\0nanda' })).toEqual([2]);
    expect(ids(store, { search: 'small OR übung' })).toEqual([]);
    expect(ids(store, { search: '' })).toEqual([2, 1]);
  });
});

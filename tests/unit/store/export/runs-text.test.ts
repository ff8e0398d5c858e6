import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../../../../src-main/contract/values/run-config.ts';
import type { RunRecord } from '../../../../src-main/contract/values/run-record.ts';
import { quickStart } from '../../../../src-main/experiments/quick-start.ts';
import type { RunKnowledge } from '../../../../src-main/store/export/runs-table.ts';
import { runsCsv, runsJson } from '../../../../src-main/store/export/runs-text.ts';
import type { Evaluation } from '../../../../src-main/contract/values/evaluation-points.ts';
import type { NewRun, RunSummary } from '../../../../src-main/store/store.ts';
import { aConfig, anEvaluation, aNewRun, aStore, aSummary } from '../builders.ts';

const knowledge: RunKnowledge = {
  defaultsOf: (experiment) => (experiment === quickStart.id ? quickStart.config : undefined),
  outcomeOf: ({ point1, point2, status }) => ({
    delay: point1 && point2 ? point2.step - point1.step : null,
    censored: point2 === null,
    provisional: point2 === null && status === 'queued',
  }),
};

function aRecord(
  order: Partial<NewRun> = {},
  values: Evaluation['values'] = {},
  summary: Partial<RunSummary> = {},
): RunRecord {
  const { writer, reader } = aStore();
  const { id } = writer.insertRun(aNewRun(order));
  writer.appendEvaluations(id, [anEvaluation(100, values)], aSummary(100, summary));
  return reader.run(id) as RunRecord;
}

function csv(records: readonly RunRecord[]): string[][] {
  const text = [...runsCsv(records, knowledge)].join('');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
}

function withOptimizer(changes: Partial<RunConfig['optimizer']>): RunConfig {
  const config = aConfig();
  return { ...config, optimizer: { ...config.optimizer, ...changes } as RunConfig['optimizer'] };
}

const BEFORE = ['id', 'name', 'experiment', 'status', 'tags', 'seed'];
const SUMMARY = ['point1', 'point2', 'delay', 'censored', 'provisional', 'relapses', 'steps', 'seconds'];

describe('runs as CSV', () => {
  it('has one line per run, with the summary numbers and the last value of each metric', () => {
    const points = { point1: { step: 10, after: 5 }, point2: { step: 60, after: 50 }, relapses: 1 };
    const record = aRecord({ name: 'a' }, { 'val/loss': -0, 'train/loss': NaN }, points);
    expect(csv([record])).toEqual([
      [...BEFORE, 'engine', 'threads', ...SUMMARY, 'train/loss', 'val/loss'],
      [
        '1',
        'a',
        'quick-start',
        'queued',
        '',
        '1',
        'onnx-cpu',
        '2',
        '10',
        '60',
        '50',
        'false',
        'false',
        '1',
        '100',
        '1',
        'NaN',
        '-0',
      ],
    ]);
  });

  it('shows a setting that varies among the runs, in the order of the schema', () => {
    const other = { ...withOptimizer({ learningRate: 0.5 }), seed: 9, experiment: 'own' };
    const { experiment, ...config } = other;
    const [header, first, second] = csv([aRecord({ experiment }), aRecord({ experiment, config })]);
    expect(header?.slice(5, 7)).toEqual(['seed', 'optimizer.learningRate']);
    expect(first?.slice(5, 7)).toEqual(['1', String(quickStart.config.optimizer.learningRate)]);
    expect(second?.slice(5, 7)).toEqual(['9', '0.5']);
  });

  it('shows a setting that all runs share but somebody set, and what a weight decay multiplies', () => {
    const config = withOptimizer({ weightDecay: 0.25 });
    const [header, first] = csv([aRecord({ config }), aRecord({ config })]);
    expect(header?.slice(6, 8)).toEqual(['optimizer.weightDecay', 'optimizer.decay']);
    expect(first?.slice(6, 8)).toEqual(['0.25', 'decoupled']);
  });

  it('has a column for every setting where they are asked for, whatever the runs share', () => {
    const record = aRecord();
    const [line = '', values = ''] = [...runsCsv([record], knowledge, 'all')].join('').split('\n');
    const [names, cells] = [line.split(','), values.split(',')];
    const { seed, task, optimizer, budget } = quickStart.config;
    for (const [path, value] of [
      ['seed', seed],
      ['task.modulus', 'modulus' in task ? task.modulus : ''],
      ['optimizer.learningRate', optimizer.learningRate],
      ['budget.steps', budget.steps],
    ] as const)
      expect(cells[names.indexOf(path)], path).toBe(String(value));
    expect(names).not.toContain('optimizer.momentum');
    expect(names.length).toBe(new Set(names).size);
  });

  it('leaves cells empty for what a run does not have', () => {
    const { learningRate, weightDecay, decay, warmupSteps } = aConfig().optimizer;
    const optimizer = { kind: 'sgd', learningRate, weightDecay, decay, warmupSteps, momentum: 0.5 } as const;
    const lines = csv([aRecord({}, { 'val/loss': 1 }), aRecord({ config: aConfig({ optimizer }) })]);
    const column = (name: string) => lines.slice(1).map((line) => line[lines[0]?.indexOf(name) ?? -1]);
    expect(column('optimizer.momentum')).toEqual(['', '0.5']);
    expect(column('optimizer.beta1')).toEqual(['0.9', '']);
    expect(column('val/loss')).toEqual(['1', '']);
    expect(column('point1')).toEqual(['', '']);
  });

  it('makes names harmless and keeps tags in one cell', () => {
    const text = [...runsCsv([aRecord({ name: '=cmd|x', tags: ['a', 'b'] })], knowledge)].join('');
    expect(text).toContain(`\n1,'=cmd|x,quick-start,queued,"a,b",`);
  });

  it('of nothing is a header', () => {
    expect(csv([])).toEqual([[...BEFORE, 'engine', 'threads', ...SUMMARY]]);
  });
});

describe('runs as JSON', () => {
  it('holds everything known of a run', () => {
    const record = aRecord({}, { 'val/loss': -0, 'train/loss': Infinity });
    const [run] = JSON.parse([...runsJson([record], knowledge)].join('')) as Record<string, unknown>[];
    expect(run).toMatchObject({
      ...{ id: 1, config: record.config, configHash: 'c0ffee', steps: 100, seconds: 1, relapses: 0 },
      ...{ point1: null, point2: null, delay: null, censored: true, provisional: true },
      last: { 'val/loss': -0, 'train/loss': 'Infinity' },
    });
  });
});

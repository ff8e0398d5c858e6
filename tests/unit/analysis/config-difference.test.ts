import { expect, it } from 'vitest';
import { departures, differingFields } from '../../../src-main/analysis/config-difference.ts';
import { changeConfig } from '../../../src-main/contract/values/change-config.ts';
import { nandaMainline } from '../../../src-main/experiments/nanda-2023-mainline.ts';

const { config } = nandaMainline;

it('names the fields that differ, in the order of the schema', () => {
  expect(differingFields(config, config)).toEqual([]);
  expect(differingFields(config, structuredClone(config))).toEqual([]);
  const changed = changeConfig(config, {
    measures: 'losses',
    seed: 2,
    'task.modulus': 59,
    'optimizer.weightDecay': 2,
  });
  expect(differingFields(config, changed)).toEqual([
    'seed',
    'task.modulus',
    'optimizer.weightDecay',
    'measures',
  ]);
});

it('names the fields that only one of two variants has, both ways', () => {
  const sgd = changeConfig(config, { 'optimizer.kind': 'sgd' });
  const paths = [
    'optimizer.kind',
    'optimizer.beta1',
    'optimizer.beta2',
    'optimizer.epsilon',
    'optimizer.momentum',
  ];
  expect(differingFields(config, sgd).sort()).toEqual(paths.sort());
  expect(differingFields(sgd, config).sort()).toEqual(paths.sort());
});

it('leaves seeds, schedules and budgets out of what makes another experiment', () => {
  const same = changeConfig(config, {
    seed: 9,
    'task.splitSeed': 4,
    'budget.steps': 10,
    'budget.stopAfterPoint2': true,
    'evaluation.every': 1,
    'checkpoint.everySteps': 5,
    'model.form': 'plain',
    measures: 'losses',
  });
  expect(departures(same, config)).toEqual([]);
  const other = changeConfig(same, { 'loss.precision': 16, 'points.threshold': 0.95 });
  expect(departures(other, config)).toEqual(['loss.precision', 'points.threshold']);
});

import { describe, expect, it } from 'vitest';
import {
  acceptedValues,
  CONFIG_FIELDS,
  existsIn,
  fieldAt,
  valueAt,
} from '../../../src-main/contract/values/config-fields.ts';
import { changeConfig, parseFieldText } from '../../../src-main/contract/values/change-config.ts';
import { unitBehind } from '../../../src-main/contract/values/field.ts';
import type { RunConfig } from '../../../src-main/contract/values/run-config.ts';
import { EXPERIMENTS } from '../../../src-main/experiments/index.ts';
import { nandaMainline } from '../../../src-main/experiments/nanda-2023-mainline.ts';

const { config } = nandaMainline;

/** Paths of everything in a config that is not an object of further fields. */
function leaves(value: unknown, path: string): string[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, path ? `${path}.${key}` : key));
}

describe('the list of fields', () => {
  it.each(CONFIG_FIELDS.map((field) => [field.path, field] as const))('%s says what it is', (_, field) => {
    expect(field.label).not.toBe('');
    expect(field.help).toMatch(/\.$/);
    expect(field.kinds.length).toBeGreaterThan(0);
    expect(acceptedValues(field)).not.toMatch(/undefined|Infinity|NaN/);
  });

  it.each(EXPERIMENTS.map((e) => [e.id, e.config] as const))(
    'covers every field of %s and no other',
    (_, c) => {
      const fields = CONFIG_FIELDS.filter((field) => existsIn(field, c)).map((field) => field.path);
      expect([...fields].sort()).toEqual(leaves(c, '').sort());
    },
  );

  it('has units of several that lose their ending before one alone', () => {
    const behind = (path: string, value: unknown) => {
      const field = fieldAt(path);
      return field && unitBehind(field, value);
    };
    expect([1, 2, 0].map((n) => behind('points.sustain', n))).toEqual([
      'evaluation',
      'evaluations',
      'evaluations',
    ]);
    expect(behind('evaluation.every', 1)).toBe('step');
    expect(behind('budget.seconds', 1)).toBe('s');
    expect(behind('optimizer.weightDecay', 1)).toBe('');
  });

  it('names a field once per config', () => {
    const sgd = changeConfig(config, { 'optimizer.kind': 'sgd', 'model.init.kind': 'pytorch' });
    for (const c of [config, sgd]) {
      const paths = CONFIG_FIELDS.filter((field) => existsIn(field, c)).map((field) => field.path);
      expect(new Set(paths).size).toBe(paths.length);
    }
  });
});

describe('a field', () => {
  it('is found by its path, where the config’s variants have it', () => {
    expect(fieldAt('optimizer.momentum')?.when).toEqual({ 'optimizer.kind': 'sgd' });
    expect(fieldAt('optimizer.momentum', config)).toBeUndefined();
    expect(fieldAt('optimizer.beta1', config)?.symbol).toBe('β₁');
    expect(fieldAt('optimizer', config)).toBeUndefined();
  });

  it('has a value, or undefined where the config has none', () => {
    expect(valueAt(config, 'task.modulus')).toBe(113);
    expect(valueAt(config, 'optimizer.momentum')).toBeUndefined();
    expect(valueAt(config, 'seed.deeper')).toBeUndefined();
    expect(valueAt({} as RunConfig, 'task.modulus')).toBeUndefined();
  });

  it.each([
    ['optimizer.weightDecay', 'a number from 0 to 1000'],
    ['task.trainFraction', 'a number above 0 and below 1'],
    ['optimizer.beta1', 'a number from 0 and below 1'],
    ['task.modulus', 'a whole number from 2 to 1000'],
    ['task.splitSeed', "'seed', or a whole number from 0 to 9007199254740991"],
    ['precision', 'one of float32, float64'],
    ['model.tied', 'true or false'],
    ['measures', 'a list of losses, weights-norm, effective, softmax-collapse'],
  ])('%s accepts %s', (path, words) => {
    const field = fieldAt(path);
    expect(field && acceptedValues(field)).toBe(words);
  });
});

describe('text typed by a person', () => {
  it.each([
    ['optimizer.weightDecay', ' 1e-3 ', 0.001],
    ['task.modulus', '97', 97],
    ['task.splitSeed', 'seed', 'seed'],
    ['task.splitSeed', '12', 12],
    ['loss.precision', '64', 64],
    ['model.tied', 'true', true],
    ['measures', 'losses, effective', ['losses', 'effective']],
    ['task.operation', 'x/y if y odd else x-y', 'x/y if y odd else x-y'],
    // What does not fit stays text, for the error to show.
    ['optimizer.weightDecay', 'much', 'much'],
    ['optimizer.weightDecay', 'Infinity', 'Infinity'],
    ['seed', '', ''],
    ['model.tied', 'yes', 'yes'],
  ])('%s: %j is read as %j', (path, text, value) => {
    const field = fieldAt(path);
    expect(field && parseFieldText(field, text)).toEqual(value);
  });
});

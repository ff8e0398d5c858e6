import { describe, expect, it } from 'vitest';
import {
  changeConfig,
  parseConfig,
  type ConfigChanges,
} from '../../../src-main/contract/values/change-config.ts';
import { CONFIG_FIELDS, existsIn, valueAt } from '../../../src-main/contract/values/config-fields.ts';
import { LabError } from '../../../src-main/contract/values/lab-error.ts';
import { nandaMainline } from '../../../src-main/experiments/nanda-2023-mainline.ts';

const { config } = nandaMainline;

function complaint(make: () => unknown): LabError {
  try {
    make();
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    expect((error as LabError).code).toBe('bad-config');
    return error as LabError;
  }
  throw new Error('it was accepted');
}
const complaintAbout = (changes: ConfigChanges) => complaint(() => changeConfig(config, changes));

describe('changing a config', () => {
  it('leaves the original as it is', () => {
    const before = structuredClone(config);
    const changed = changeConfig(config, { seed: 9, 'task.modulus': '59' });
    expect(config).toEqual(before);
    expect(changed).toEqual({ ...before, seed: 9, task: { ...before.task, modulus: 59 } });
  });

  it('accepts every field’s own value, given as text as well', () => {
    for (const field of CONFIG_FIELDS.filter((f) => existsIn(f, config))) {
      const value = valueAt(config, field.path);
      const text = Array.isArray(value) ? value.join(',') : String(value);
      expect(changeConfig(config, { [field.path]: text }), field.path).toEqual(config);
    }
  });
});

describe('a wrong change is answered with the field, the value and what is accepted', () => {
  it.each<[ConfigChanges, string, string]>([
    [
      { 'optimizer.learningRate': 'fast' },
      'optimizer.learningRate',
      'optimizer.learningRate: expected a number above 0 and up to 1000, got "fast".',
    ],
    [
      { 'optimizer.learningRate': 0 },
      'optimizer.learningRate',
      'optimizer.learningRate: expected a number above 0 and up to 1000, got 0.',
    ],
    [
      { 'task.trainFraction': '1' },
      'task.trainFraction',
      'task.trainFraction: expected a number above 0 and below 1, got 1.',
    ],
    [
      { 'batch.size': '1.5' },
      'batch.size',
      'batch.size: expected a whole number from 1 to 1000000, got 1.5.',
    ],
    [{ seed: -1 }, 'seed', 'seed: expected a whole number from 0 to 9007199254740991, got -1.'],
    [{ 'loss.precision': 33 }, 'loss.precision', 'loss.precision: expected one of run, 16, 32, 64, got 33.'],
    [{ 'model.tied': 'yes' }, 'model.tied', 'model.tied: expected true or false, got "yes".'],
    [
      { 'model.layers': true },
      'model.layers',
      'model.layers: expected a whole number from 1 to 8, got true.',
    ],
    [
      { 'optimizer.kind': 'lion' },
      'optimizer.kind',
      'optimizer.kind: expected one of adam, adam-two-rates, sgd, got "lion".',
    ],
    [
      { measures: 'losses, sharpness' },
      'measures',
      'measures: expected a list of losses, weights-norm, effective, softmax-collapse, got ["losses","sharpness"].',
    ],
    [
      { 'model.heads': 3 },
      'model.heads',
      `model.heads: 3 does not divide model.width ${config.model.width}; choose a divisor of the width.`,
    ],
    [
      { 'loss.kind': 'mse-random' },
      'loss.kind',
      "loss.kind: 'mse-random' wants as many outputs as its targets have, and a transformer puts out one per token; choose mse or cross-entropy, or model.kind mlp or embedding-mlp.",
    ],
    [
      { 'evaluation.every': 0, 'evaluation.growth': 0 },
      'evaluation.every',
      'evaluation.every: 0 with evaluation.growth 0 would record nothing; set one of them.',
    ],
  ])('%j', (changes, field, message) => {
    const error = complaintAbout(changes);
    expect(error.details).toEqual({ field });
    expect(error.message).toBe(message);
  });

  it.each(['optimizer.learningRate', 'optimizer.weightDecay', 'evaluation.growth'])(
    '%s is never NaN or infinite',
    (path) => {
      for (const value of [NaN, Infinity, -Infinity, 'NaN', 'Infinity']) {
        expect(complaintAbout({ [path]: value }).details).toEqual({ field: path });
      }
    },
  );

  it('an unknown field: with the fields of its group', () => {
    const error = complaintAbout({ 'optimizer.lr': 1 });
    expect(error.details).toEqual({ field: 'optimizer.lr' });
    expect(error.message).toMatch(
      /^unknown field 'optimizer\.lr' \(did you mean optimizer\.learningRate\?\); known fields are optimizer\.kind, optimizer\.learningRate, /,
    );
    expect(error.message).not.toContain('momentum');
    expect(complaintAbout({ weightDecay: 1 }).message).toBe(
      "unknown field 'weightDecay' (did you mean optimizer.weightDecay?).",
    );
    for (const path of ['colour', 'foo.bar', 'optimizer', '', '__proto__.polluted', 'constructor']) {
      expect(complaintAbout({ [path]: 1 }).message).toContain(`unknown field '${path}'`);
    }
  });

  it('a field of another variant: with what to set first', () => {
    expect(complaintAbout({ 'optimizer.momentum': 0.9 }).message).toBe(
      'optimizer.momentum exists only with optimizer.kind=sgd; set that first.',
    );
  });
});

describe('switching to another variant', () => {
  it('keeps the fields both have, drops the others, and fills in defaults', () => {
    const { learningRate, weightDecay, decay, warmupSteps } = config.optimizer;
    const shared = { learningRate, weightDecay, decay, warmupSteps };
    const sgd = changeConfig(config, { 'optimizer.kind': 'sgd' });
    expect(sgd.optimizer).toEqual({ ...shared, kind: 'sgd', momentum: 0 });
    const back = changeConfig(sgd, { 'optimizer.kind': 'adam' });
    expect(back.optimizer).toEqual({ ...shared, kind: 'adam', beta1: 0.9, beta2: 0.98, epsilon: 1e-8 });
  });

  it('goes before the other changes, in whatever order they are given', () => {
    const changed = changeConfig(config, { 'optimizer.momentum': 0.9, 'optimizer.kind': 'sgd' });
    expect(changed.optimizer).toMatchObject({ kind: 'sgd', momentum: 0.9 });
    expect(complaintAbout({ 'optimizer.kind': 'sgd', 'optimizer.beta1': 0.5 }).message).toContain(
      'exists only with optimizer.kind=adam',
    );
  });

  it('works inside a union’s own fields', () => {
    const pytorch = changeConfig(config, { 'model.init.kind': 'pytorch' });
    expect(pytorch.model.init).toEqual({ kind: 'pytorch' });
    const normal = changeConfig(pytorch, { 'model.init.kind': 'normal', 'model.init.mlp': 0.5 });
    expect(normal.model.init).toMatchObject({ kind: 'normal', mlp: 0.5 });
  });

  it('to another model keeps what the new one accepts too', () => {
    const gelu = changeConfig(config, { 'model.width': 64, 'model.activation': 'gelu' });
    const { model } = changeConfig(gelu, { 'model.kind': 'embedding-mlp' });
    // A width and an activation both have; biases are another kind of field, and this normal init has other deviations.
    expect(model).toMatchObject({ kind: 'embedding-mlp', width: 64, activation: 'gelu', biases: true });
    expect(model.init).toEqual({ kind: 'pytorch' });
    expect(model).not.toHaveProperty('heads');
    const back = changeConfig(changeConfig(gelu, { 'model.kind': 'mlp' }), { 'model.kind': 'transformer' });
    expect(back.model).toMatchObject({ kind: 'transformer', width: 64, heads: 4, biases: 'mlp' });
  });

  it('goes from the outer kind to the inner, in whatever order they are given', () => {
    const { model } = changeConfig(config, {
      'model.init.hidden': 0.5,
      'model.init.kind': 'normal',
      'model.kind': 'mlp',
    });
    expect(model.init).toEqual({ kind: 'normal', hidden: 0.5, output: 0.088 });
    expect(complaintAbout({ 'model.kind': 'mlp', 'model.init.attention': 1 }).message).toContain(
      'exists only with model.kind=transformer and model.init.kind=normal',
    );
  });

  it('from every task, model and loss to every other gives a config of that kind', () => {
    for (const [path, kinds] of Object.entries({
      'task.kind': ['binary-operation', 'sum', 'digits'],
      'model.kind': ['transformer', 'embedding-mlp', 'mlp'],
      'loss.kind': ['cross-entropy', 'mse'],
    })) {
      for (const from of kinds) {
        for (const to of kinds) {
          const changed = changeConfig(changeConfig(config, { [path]: from }), { [path]: to });
          expect(valueAt(changed, path)).toBe(to);
        }
      }
    }
  });

  it('to the variant it has already changes nothing', () => {
    expect(changeConfig(config, { 'optimizer.kind': config.optimizer.kind })).toEqual(config);
  });
});

describe('a complete config', () => {
  it('must have every field and no other', () => {
    expect(complaint(() => parseConfig({ ...config, seed: undefined })).message).toContain(
      'seed: expected a whole number',
    );
    expect(complaint(() => parseConfig({ ...config, colour: 'red' })).message).toContain('colour');
    expect(() => parseConfig({ ...config, task: { ...config.task, colour: 'red' } })).toThrow(LabError);
    for (const value of [null, 5, 'x', []]) expect(() => parseConfig(value)).toThrow(LabError);
  });

  it('survives JSON', () => {
    expect(parseConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });
});

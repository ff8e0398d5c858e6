import { describe, expect, it } from 'vitest';
import { changeConfig, type ConfigChanges } from '../../../src-main/contract/values/change-config.ts';
import { LabError } from '../../../src-main/contract/values/lab-error.ts';
import { nandaMainline } from '../../../src-main/experiments/nanda-2023-mainline.ts';
import { validateTask } from '../../../src-main/tasks/index.ts';

/** x+y mod 53, 40 %: 1123 of 2809 equations for training. */
const config = changeConfig(nandaMainline.config, {
  'task.modulus': 53,
  'task.trainFraction': 0.4,
  'batch.size': 512,
  'batch.sampling': 'epochs',
});

function complaint(changes: ConfigChanges): { field: unknown; message: string } {
  try {
    validateTask(changeConfig(config, changes));
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    const { code, details, message } = error as LabError;
    expect(code).toBe('bad-config');
    return { field: details['field'], message };
  }
  return { field: undefined, message: '' };
}

describe('validateTask', () => {
  it('accepts what fits', () => {
    expect(complaint({})).toEqual({ field: undefined, message: '' });
    expect(complaint({ 'task.operation': 'x*y', 'task.modulus': 60 }).message).toBe('');
  });

  it.each(['x/y', 'x/y if y odd else x-y'])('wants a prime modulus for %s', (operation) => {
    const { field, message } = complaint({ 'task.operation': operation, 'task.modulus': 91 });
    expect(field).toBe('task.modulus');
    expect(message).toContain(`91 is not a prime, and '${operation}' divides; choose a prime such as 89`);
    expect(complaint({ 'task.operation': operation, 'task.modulus': 97 }).message).toBe('');
  });

  it('refuses a fraction that leaves no training equation', () => {
    const { field, message } = complaint({ 'task.modulus': 5, 'task.trainFraction': 0.03 });
    expect(field).toBe('task.trainFraction');
    expect(message).toBe(
      'task.trainFraction: 0.03 of 25 equations leaves 0 for training and 25 for validation; choose a fraction from 1/25 to 24/25.',
    );
  });

  it('refuses a batch larger than the training set', () => {
    const { field, message } = complaint({ 'batch.size': 1124 });
    expect(field).toBe('batch.size');
    expect(message).toContain('1124 is more than the 1123 training equations');
    expect(complaint({ 'batch.size': 1123 }).message).toBe('');
    expect(complaint({ 'batch.size': 1124, 'batch.sampling': 'replacement' }).field).toBe('batch.size');
  });

  it('does not care for the batch size when every step sees the whole training set', () => {
    expect(complaint({ 'batch.size': 100_000, 'batch.sampling': 'full' }).message).toBe('');
  });

  it.each<[ConfigChanges, string, string]>([
    [
      { 'task.kind': 'digits', 'batch.size': 100 },
      'model.kind',
      "'transformer' cannot read task.kind 'digits': its examples are vectors of pixels, not tokens; choose mlp.",
    ],
    [
      { 'task.kind': 'digits', 'batch.size': 100, 'model.kind': 'embedding-mlp' },
      'model.kind',
      "'embedding-mlp' cannot read task.kind 'digits'",
    ],
    [
      { 'task.kind': 'digits', 'model.kind': 'mlp', 'task.trainExamples': 9000 },
      'task.validationExamples',
      '2000 is more than the 1000 digits that 9000 for training leave of 10000; choose at most 1000.',
    ],
    [
      { 'task.kind': 'digits', 'model.kind': 'mlp', 'task.trainExamples': 400 },
      'batch.size',
      '512 is more than the 400 training',
    ],
    [
      { 'task.kind': 'sum', 'model.kind': 'mlp', 'task.trainExamples': 55 },
      'task.trainExamples',
      '55 of 55 pairs leaves none for validation; choose 1 to 54.',
    ],
    [{ 'task.kind': 'sum', 'model.kind': 'mlp' }, 'batch.size', '512 is more than the 45 training'],
    [{ 'task.kind': 'sum', 'batch.size': 45 }, 'model.kind', "'transformer' answers with one of its tokens"],
  ])('%j', (changes, field, message) => {
    const found = complaint(changes);
    expect(found.field).toBe(field);
    expect(found.message).toContain(message);
  });

  it.each<ConfigChanges>([
    { 'task.kind': 'digits', 'model.kind': 'mlp' },
    { 'task.kind': 'sum', 'model.kind': 'embedding-mlp', 'batch.size': 45 },
    { 'task.kind': 'sum', 'model.kind': 'mlp', 'batch.sampling': 'full', 'loss.kind': 'mse-random' },
    { 'model.kind': 'mlp', 'task.tokenization': 'operands' },
  ])('accepts %j', (changes) => {
    expect(complaint(changes).message).toBe('');
  });
});

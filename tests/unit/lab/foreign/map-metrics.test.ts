import { expect, it } from 'vitest';
import { checkGiven, checkNames, mapMetrics } from '../../../../src-main/lab/foreign/map-metrics.ts';

const mapped = (names: string[], given: Record<string, string> = {}) =>
  Object.fromEntries(
    [...mapMetrics(names, given)].map(([metric, { name, percent }]) => [metric, percent ? `${name}%` : name]),
  );

it('names of the usual forms are guessed', () => {
  expect(
    mapped(['acc/val', 'acc/train', 'train_loss', 'validation.crossEntropyLoss', 'grad_norm', 'lr']),
  ).toEqual({
    'val/accuracy': 'acc/val',
    'train/accuracy': 'acc/train',
    'train/loss': 'train_loss',
    'val/loss': 'validation.crossEntropyLoss',
    'gradient/norm': 'grad_norm',
  });
  expect(mapped(['loss', 'val_loss', 'trainAcc', 'testAcc', 'epoch'])).toEqual({
    'train/loss': 'loss',
    'val/loss': 'val_loss',
    'train/accuracy': 'trainAcc',
    'val/accuracy': 'testAcc',
  });
});

it('what is a validation goes before what is a test, and of two as good as each other none is taken', () => {
  expect(mapped(['test/acc', 'val/acc'])).toEqual({ 'val/accuracy': 'val/acc' });
  expect(mapped(['val_acc', 'valid_acc'])).toEqual({});
});

it('what is said goes before every guess', () => {
  expect(mapped(['val/accuracy', 'mine'], { mine: 'val/accuracy%' })).toEqual({ 'val/accuracy': 'mine%' });
  expect(mapped(['top5/val/acc', 'per_class acc'])).toEqual({});
  expect(() => checkGiven({ a: 'val/acuracy' })).toThrow(
    /^--map: there is no metric 'val\/acuracy' \(did you mean val\/accuracy.*\?\); there are train\/loss,/,
  );
  expect(() => checkGiven({ a: 'val/loss', b: 'val/loss' })).toThrow("'val/loss' is given twice");
});

it('words that every object has mean nothing, and take nothing away', () => {
  const odd = [
    'constructor',
    'constructor_loss',
    'toString acc',
    'valueOf norm',
    'hasOwnProperty',
    '__proto__',
  ];
  expect(mapped([...odd, 'val_acc'])).toEqual({ 'val/accuracy': 'val_acc' });
  expect(mapped(['constructor'], { constructor: 'val/loss' })).toEqual({ 'val/loss': 'constructor' });
  expect(() => checkNames({ constructor: 'val/loss' }, ['a'])).toThrow("nothing is called 'constructor'");
});

it('a name that is given and not there is refused with those that are', () => {
  expect(() => checkNames({ val_acuracy: 'val/accuracy' }, ['val_accuracy', 'lr'])).toThrow(
    "--map: nothing is called 'val_acuracy' (did you mean val_accuracy?); there are 'val_accuracy', 'lr'.",
  );
  expect(() => checkNames({ lr: 'val/accuracy' }, ['lr'])).not.toThrow();
});

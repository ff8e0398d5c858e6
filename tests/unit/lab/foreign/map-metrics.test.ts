import { expect, it } from 'vitest';
import { checkGiven, mapMetrics } from '../../../../src-main/lab/foreign/map-metrics.ts';

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
    "--map: there is no metric 'val/acuracy'; there are train/loss,",
  );
  expect(() => checkGiven({ a: 'val/loss', b: 'val/loss' })).toThrow("'val/loss' is given twice");
});

import { describe, expect, it } from 'vitest';
import { orderFrom, type OrderOptions } from '../../../src-main/cli/order-options.ts';

describe('an order from options', () => {
  it('carries what was asked for', () => {
    const order = orderFrom('quick-start', {
      set: ['optimizer.weightDecay=0.3', 'task.operation=x*y'],
      seed: '3',
      steps: '100',
      engine: 'tfjs-cpu',
      threads: '1',
      name: 'mine',
      tag: ['a', 'b'],
    });
    expect(order).toEqual({
      experiment: 'quick-start',
      changes: { 'optimizer.weightDecay': '0.3', 'task.operation': 'x*y', seed: '3', 'budget.steps': '100' },
      name: 'mine',
      tags: ['a', 'b'],
      engine: 'tfjs-cpu',
      threads: 1,
    });
  });

  it('leaves the rest to the experiment, the default engine and the supervisor', () => {
    expect(orderFrom('quick-start', {})).toEqual({
      experiment: 'quick-start',
      changes: {},
      name: '',
      tags: [],
      engine: 'onnx-cpu',
      threads: null,
    });
  });

  it.each<[string, string, OrderOptions]>([
    ["--set: expected path=value, got 'seed'", 'quick-start', { set: ['seed'] }],
    ["--set: expected path=value, got '=3'", 'quick-start', { set: ['=3'] }],
    ["unknown field 'optimizer.weigthDecay'", 'quick-start', { set: ['optimizer.weigthDecay=1'] }],
    ['seed: expected a whole number', 'quick-start', { seed: 'one' }],
    ['seed: expected a whole number', 'quick-start', { seed: '-1' }],
    ['budget.steps: expected a whole number', 'quick-start', { steps: '1.5' }],
    ['budget.steps: expected a whole number', 'quick-start', { steps: '' }],
    ["--threads: expected a whole number from 1 to 256, got '0'", 'quick-start', { threads: '0' }],
    [
      "--engine: expected one of onnx-cpu, tfjs-node, tfjs-cpu, auto, got 'cuda'",
      'quick-start',
      { engine: 'cuda' },
    ],
    ['--name: expected 1 to 200 characters, got 0', 'quick-start', { name: '' }],
    ["--name: '5' means the one with the id 5", 'quick-start', { name: '5' }],
    ["--name: 'last' means the newest one", 'quick-start', { name: 'last' }],
    ['--tag: expected 1 to 100 characters, got 101', 'quick-start', { tag: ['x'.repeat(101)] }],
    ["no experiment 'grokking'", 'grokking', {}],
  ])('refuses with a sentence that names what is wrong: %s', (message, experiment, options) => {
    expect(() => orderFrom(experiment, options)).toThrow(message);
  });
});

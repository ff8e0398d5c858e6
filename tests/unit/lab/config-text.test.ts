import { expect, it } from 'vitest';
import { quickStart } from '../../../src-main/experiments/quick-start.ts';
import { textAt, varyingPaths } from '../../../src-main/lab/config-text.ts';

it('settings that are not known of a foreign run do not vary, those that are do', () => {
  const { config } = quickStart;
  const foreign = {
    points: config.points,
    budget: { steps: config.budget.steps },
    optimizer: { weightDecay: 7 },
  };
  expect(varyingPaths([foreign, config, { ...config, seed: 3 }])).toEqual(['seed', 'optimizer.weightDecay']);
  expect(varyingPaths([foreign, foreign])).toEqual([]);
  expect([textAt(foreign, 'optimizer.weightDecay'), textAt(foreign, 'seed')]).toEqual(['7', '']);
});

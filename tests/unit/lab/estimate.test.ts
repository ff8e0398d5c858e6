import { expect, it } from 'vitest';
import { changeConfig } from '../../../src-main/contract/values/change-config.ts';
import { quickStart } from '../../../src-main/experiments/quick-start.ts';
import { configHash } from '../../../src-main/lab/config-hash.ts';
import { estimateSeconds } from '../../../src-main/lab/estimate.ts';
import { aNewRun, aStore, aSummary } from '../store/builders.ts';

it('the newest runs say how long the next one takes, however many older ones were slower', () => {
  const store = aStore();
  const trained = (seed: number, seconds: number) => {
    const config = changeConfig(quickStart.config, { seed });
    const run = store.writer.insertRun(aNewRun({ config, configHash: configHash(config) }));
    const progress = { ...aSummary(1000).progress, seconds };
    store.writer.appendEvaluations(
      run.id,
      [{ step: 1000, seconds, values: {} }],
      aSummary(1000, { progress }),
    );
  };
  expect(estimateSeconds(store.reader, quickStart.config)).toBeNull();
  // Six beside each other, slowly; then three by themselves.
  for (let seed = 1; seed <= 6; seed++) trained(seed, 20);
  expect(estimateSeconds(store.reader, quickStart.config)).toBeCloseTo(100);
  for (let seed = 7; seed <= 9; seed++) trained(seed, 2);
  expect(estimateSeconds(store.reader, quickStart.config)).toBeCloseTo(10);
});

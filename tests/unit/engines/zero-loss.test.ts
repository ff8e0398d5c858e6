import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { floats, integers, type FloatArray } from '../../../src-main/base/named-arrays.ts';
import type { ConfigChanges } from '../../../src-main/contract/values/change-config.ts';
import type { LossConfig } from '../../../src-main/contract/values/loss-config.ts';
import { ENGINES } from '../../../src-main/engines/index.ts';
import { createEvaluator } from '../../../src-main/worker/evaluator.ts';
import { createZeroLoss } from '../../../src-main/training/zero-loss.ts';
import { PARAMETERS } from '../../../src-main/training/train-step.ts';
import { aSmallConfig, prepareSmall } from '../../helpers/small-configs.ts';

const [IN_SINGLE, IN_DOUBLE] = [24 * Math.LN2, 53 * Math.LN2];

/** Which rows have a loss of 0; the right answer is the first of each row. */
async function zeros(
  rows: readonly (readonly number[])[],
  loss: LossConfig,
  precision: 'float32' | 'float64' = 'float32',
): Promise<number[]> {
  const labels = new Int32Array(rows.length);
  const isZero = createZeroLoss({ loss, seed: 1 }, labels);
  const shape = [rows.length, rows[0]?.length as number];
  const executable = await ENGINES['onnx-cpu'].compile(
    ({ outputs, answers }) => ({ flags: isZero(outputs as Tensor2D, answers as Tensor1D) }),
    {
      state: {},
      constants: { answers: integers([rows.length], labels) },
      feeds: { outputs: { shape, dtype: 'float' } },
    },
    { threads: 1, precision },
  );
  const { flags } = await executable.run({ outputs: floats(shape, Float64Array.from(rows.flat())) });
  await executable.dispose();
  return [...(flags?.data ?? [])];
}

const crossEntropy = (precision: LossConfig['precision']): LossConfig => ({
  kind: 'cross-entropy',
  precision,
});

describe('a loss of exactly 0', () => {
  it('begins at a lead of 24·ln 2 in single precision and of 53·ln 2 in double', async () => {
    // Rows in which the right answer leads by a little less and a little more.
    const leads = (gap: number) => [[gap - 0.1, 0], [gap + 0.1, 0]]; // oxfmt-ignore
    expect(await zeros(leads(IN_SINGLE), crossEntropy(32))).toEqual([0, 1]);
    expect(await zeros(leads(IN_SINGLE), crossEntropy('run'))).toEqual([0, 1]);
    expect(await zeros(leads(IN_SINGLE), crossEntropy(64))).toEqual([0, 0]);
    expect(await zeros(leads(IN_DOUBLE), crossEntropy(64))).toEqual([0, 1]);
    expect(await zeros(leads(IN_DOUBLE), crossEntropy('run'), 'float64')).toEqual([0, 1]);
    expect(await zeros(leads(IN_DOUBLE), crossEntropy(32), 'float64')).toEqual([1, 1]);
    expect(await zeros(leads(11 * Math.LN2), crossEntropy(16))).toEqual([0, 1]);
  });

  it('is not reported of a loss that is merely too small for the run’s precision', async () => {
    // exp(−36) is far below the spacing of singles near 1, and the doubles of the loss still see it.
    expect(await zeros([[36, 0]], crossEntropy(64))).toEqual([0]);
  });

  it('is not that of a wrong answer, however sure', async () => {
    expect(await zeros([[0, 100]], crossEntropy(32))).toEqual([0]);
  });

  it('of squared errors is a hit', async () => {
    expect(await zeros([[1, 0], [1, 1e-3]], { kind: 'mse', precision: 'run' })).toEqual([1, 0]); // oxfmt-ignore
  });
});

/** Share of zero losses after training without decay, with the loss in so many bits. */
async function shareAfter(steps: number, changes: ConfigChanges): Promise<number> {
  const config = aSmallConfig({
    'optimizer.weightDecay': 0,
    'optimizer.learningRate': 0.01,
    'batch.sampling': 'full',
    measures: ['softmax-collapse'],
    ...changes,
  });
  const { model, dataset, step, initial } = prepareSmall(config);
  const engine = ENGINES['onnx-cpu'];
  const options = { threads: 1, precision: config.precision };
  const trainer = await engine.compile(step.program, step.signature, options);
  await trainer.writeState(initial);
  for (let t = 0; t < steps; t++) await trainer.run(step.feedsAt(t));
  const evaluator = await createEvaluator({ config, model, dataset, engine, options });
  const state = await trainer.readState();
  expect((state[PARAMETERS]?.data as FloatArray).every(Number.isFinite)).toBe(true);
  return (await evaluator.evaluate(state, steps))['train/zeroLossShare'] as number;
}

describe('training without weight decay', () => {
  it('collapses the sooner the fewer bits the loss has', async () => {
    const shares: number[] = [];
    for (const bits of [16, 32, 64]) shares.push(await shareAfter(400, { 'loss.precision': bits }));
    const [half, single, double] = shares as [number, number, number];
    expect(half).toBeGreaterThan(0.7);
    expect(single).toBeGreaterThan(0.02);
    expect(single).toBeLessThan(half);
    expect(double).toBe(0);
  });

  it('does not in a run that is double throughout', async () => {
    expect(await shareAfter(400, { precision: 'float64' })).toBe(0);
  });
});

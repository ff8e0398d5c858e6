import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { changeConfig } from '../../../src-main/contract/values/change-config.ts';
import { LabError } from '../../../src-main/contract/values/lab-error.ts';
import { trace } from '../../../src-main/engines/graph/trace.ts';
import { MemoryLedger, memoryOf } from '../../../src-main/engines/memory.ts';
import { quickStart } from '../../../src-main/experiments/quick-start.ts';
import type { Program, Signature } from '../../../src-main/training/program.ts';
import { prepareRun } from '../../../src-main/worker/prepare-run.ts';
import { ENGINES_HERE } from '../../helpers/engines-here.ts';

const SIGNATURE: Signature = { state: {}, constants: {}, feeds: { x: { shape: [1000], dtype: 'float' } } };
const x = (inputs: Readonly<Record<string, Tensor>>): Tensor => inputs['x'] as Tensor;

/** Bytes beside the input and what it becomes. */
async function results(program: Program, double: boolean, keepsAll: boolean): Promise<number> {
  const graph = await trace(program, SIGNATURE, double ? 'float64' : 'float32');
  return memoryOf(graph, { double, keepsAll }) - 2 * 1000 * (double ? 8 : 4);
}

describe('the memory of a program', () => {
  const chain: Program = (inputs) => ({ y: tf.exp(tf.neg(tf.exp(tf.neg(x(inputs))))) });

  it('is that of two results at a time in a chain, and of all of them where none is given back', async () => {
    expect(await results(chain, false, false)).toBe(2 * 4000);
    expect(await results(chain, false, true)).toBe(4 * 4000);
    expect(await results(chain, true, false)).toBe(2 * 8000);
  });

  it('counts what is kept for later, and truths by the byte', async () => {
    const kept: Program = (inputs) => {
      const early = tf.neg(x(inputs));
      return { y: tf.add(tf.exp(tf.neg(tf.exp(x(inputs)))), early) };
    };
    expect(await results(kept, false, false)).toBe(3 * 4000);
    const compared: Program = (inputs) => ({ y: tf.greater(x(inputs), tf.neg(x(inputs))) });
    expect(await results(compared, false, false)).toBe(4000 + 1000);
  });

  it('is that of the matrix a product makes, not of its factors alone', async () => {
    const outer: Program = (inputs) => ({ y: tf.matMul(tf.reshape(x(inputs), [1000, 1]), tf.reshape(x(inputs), [1, 1000])) });
    expect(await results(outer, false, true)).toBe(4 * 1000 * 1000);
  }); // oxfmt-ignore
});

describe('a ledger of a run’s programs', () => {
  it('refuses what no longer fits with what is needed, what is free and what to reduce', () => {
    const ledger = new MemoryLedger(2e9);
    ledger.reserve(1e9);
    const refused = () => ledger.reserve(1.25e9);
    expect(refused).toThrow(LabError);
    expect(() => ledger.reserve(0)).toThrow(
      /memory: this run needs about 2.4 GB, and 2.0 GB are free; reduce batch.size, model.width/,
    );
  });
});

describe.each(ENGINES_HERE)('a run that is too large for any machine, on %s,', (engine) => {
  it('is refused before anything is made of that size', { timeout: 60_000 }, async () => {
    const config = changeConfig(quickStart.config, {
      'task.modulus': 211,
      'task.trainFraction': 0.9,
      'batch.sampling': 'full',
      'model.layers': 8,
      'model.width': 2048,
      'model.heads': 4,
      'model.mlpWidth': 8192,
      'model.form': 'plain',
    });
    await expect(prepareRun(config, engine, 1)).rejects.toThrow(/memory: this run needs about \d+\.\d GB/);
  });
});

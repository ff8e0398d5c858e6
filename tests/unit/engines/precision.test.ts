import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { floats, namedArray, scalar, type FloatArray } from '../../../src-main/base/named-arrays.ts';
import type { AdamOptimizer } from '../../../src-main/contract/values/optimizer-config.ts';
import type { EngineId } from '../../../src-main/contract/values/engine-id.ts';
import { uniformValue } from '../../../src-main/engines/graph/graph.ts';
import { trace } from '../../../src-main/engines/graph/trace.ts';
import { ENGINES } from '../../../src-main/engines/index.ts';
import { makeGradient } from '../../../src-main/training/evaluation-programs.ts';
import { PARAMETERS } from '../../../src-main/training/train-step.ts';
import { plain } from '../../helpers/arrays.ts';
import { asProgram, runOn } from '../../helpers/run-program.ts';
import { aSmallConfig, comparableExperiments, numberOf, prepareSmall } from '../../helpers/small-configs.ts';
import { relativeDistance } from '../../helpers/tolerances.ts';

const DOUBLE = { threads: 1, precision: 'float64' } as const;
const X = plain([1], [1]);

describe('numbers that a program makes', () => {
  it.each([0.1, 1e-5, 1 / 3, 1e-25, 1e-300, 0.9999999999, Math.PI])(
    '%d is the double itself in a double program, however it is made',
    async (value) => {
      const body = (x: Tensor) => [
        tf.mul(x, value),
        tf.mul(x, tf.scalar(value)),
        tf.mul(x, tf.fill([1], value)),
        tf.mul(x, tf.tensor1d([value])),
        tf.mul(x, tf.tensor1d(Float64Array.of(value) as unknown as Float32Array)),
        tf.slice(tf.mul(x, tf.tensor1d([value, 7])), [0], [1]),
        tf.slice(tf.pad(tf.sub(x, x), [[0, 1]], value), [1], [1]),
      ];
      const outputs = await runOn('onnx-cpu', 'float64', body as (...inputs: Tensor[]) => Tensor[], [X]);
      for (const { data } of outputs) expect(data[0]).toBe(value);
    },
  );

  it('are rounded in a float32 program', async () => {
    const body = (x: Tensor) => [tf.mul(x, 0.1)];
    const [product] = await runOn('onnx-cpu', 'float32', body as (...inputs: Tensor[]) => Tensor[], [X]);
    expect(product?.data[0]).toBe(Math.fround(0.1));
  });

  it('leave no trace in programs made later', async () => {
    const { program, signature } = asProgram((x) => [tf.mul(x as Tensor, 0.1)], [X]);
    const constantOf = async (precision: 'float32' | 'float64') => {
      const graph = await trace(program, signature, precision);
      return graph.nodes[0]?.inputs.map((id) => uniformValue(graph, id))[1];
    };
    expect(await constantOf('float64')).toBe(0.1);
    expect(await constantOf('float32')).toBe(Math.fround(0.1));
    expect(await constantOf('float64')).toBe(0.1);
  });

  it('are fed and kept as doubles', async () => {
    const program = (inputs: Readonly<Record<string, Tensor>>) => ({
      state: tf.add(inputs['state'] as Tensor, inputs['feed'] as Tensor),
    });
    const spec = { shape: [], dtype: 'float' } as const;
    const signature = { state: { state: spec }, constants: {}, feeds: { feed: spec } };
    const executable = await ENGINES['onnx-cpu'].compile(program, signature, DOUBLE);
    await executable.writeState({ state: scalar(1) });
    await executable.run({ feed: scalar(1e-15) });
    expect((await executable.readState())['state']).toEqual({ shape: [], data: Float64Array.of(1 + 1e-15) });
  });
});

describe('a step in double', () => {
  it('of Adam with ε = 1e-25 is the textbook’s to twelve digits', async () => {
    const config = aSmallConfig({ 'optimizer.epsilon': 1e-25, 'optimizer.weightDecay': 0.1, precision: 'float64' });
    const { model, dataset, step, initial } = prepareSmall(config);
    const executable = await ENGINES['onnx-cpu'].compile(step.program, step.signature, DOUBLE);
    const slope = makeGradient(config, model, dataset.train, config.batch.size);
    const gradients = await ENGINES['onnx-cpu'].compile(slope.program, slope.signature, DOUBLE);
    await executable.writeState(initial);
    const adam = textbookAdam(config.optimizer as AdamOptimizer, namedArray(initial, PARAMETERS).data as FloatArray);
    for (let t = 0; t < 4; t++) {
      const feeds = step.feedsAt(t);
      await gradients.writeState({ [PARAMETERS]: floats([adam.parameters.length], adam.parameters) });
      const { gradient } = await gradients.run({ batch: namedArray(feeds, 'batch') });
      adam.step(gradient?.data as FloatArray, t + 1);
      await executable.run(feeds);
      const { data } = namedArray(await executable.readState(), PARAMETERS);
      expect(data).toBeInstanceOf(Float64Array);
      expect(relativeDistance(data, adam.parameters), `after ${t + 1} steps`).toBeLessThan(1e-12);
    }
  }); // oxfmt-ignore

  it.each(comparableExperiments())('of %s is far from the one in float32, and near it', async (_, config) => {
    const { step, initial } = prepareSmall(config);
    const after = async (engine: EngineId, precision: 'float32' | 'float64') => {
      const executable = await ENGINES[engine].compile(step.program, step.signature, { threads: 1, precision });
      await executable.writeState(initial);
      for (let t = 0; t < 3; t++) await executable.run(step.feedsAt(t));
      return namedArray(await executable.readState(), PARAMETERS).data;
    };
    const double = await after('onnx-cpu', 'float64');
    const distance = relativeDistance(await after('onnx-cpu', 'float32'), double);
    expect(distance).toBeLessThan(1e-5);
    expect(distance).toBeGreaterThan(1e-9);
  }); // oxfmt-ignore

  it('loses nothing to float32 on the way: a change of 1e-12 in a parameter shows in the loss as its slope says', async () => {
    for (const activation of ['relu', 'gelu']) {
      const config = aSmallConfig({ 'model.activation': activation, 'model.normalization': 'pre', 'model.normalizationAffine': true });
      const { model, dataset, initial } = prepareSmall(config);
      const { program, signature } = makeGradient(config, model, dataset.train);
      const executable = await ENGINES['onnx-cpu'].compile(program, signature, DOUBLE);
      const parameters = namedArray(initial, PARAMETERS).data as Float64Array;
      const at = async (values: Float64Array) => {
        await executable.writeState({ [PARAMETERS]: floats([values.length], values) });
        const { loss, gradient } = await executable.run({});
        return { loss: numberOf(loss), gradient: gradient?.data as Float64Array };
      };
      const { loss, gradient } = await at(parameters);
      const size = Math.hypot(...gradient);
      const step = 1e-10 / size;
      const moved = await at(parameters.map((v, i) => v + step * (gradient[i] as number)));
      // The rounding of the loss, 2e-16, over the expected 1e-10.
      expect(Math.abs((moved.loss - loss) / (step * size * size) - 1), activation).toBeLessThan(1e-4);
    }
  }); // oxfmt-ignore
});

/** Adam as printed (Kingma, Ba 2015), with decoupled decay, in plain doubles. */
function textbookAdam(optimizer: AdamOptimizer, start: FloatArray) {
  const { learningRate, warmupSteps, weightDecay, beta1, beta2, epsilon } = optimizer;
  const parameters = Float64Array.from(start);
  const first = new Float64Array(start.length);
  const second = new Float64Array(start.length);
  return {
    parameters,
    step(gradient: FloatArray, t: number): void {
      const rate = learningRate * Math.min(t / Math.max(warmupSteps, 1), 1);
      gradient.forEach((g, i) => {
        const m = (first[i] = beta1 * (first[i] as number) + (1 - beta1) * g);
        const v = (second[i] = beta2 * (second[i] as number) + (1 - beta2) * g * g);
        const update = m / (1 - beta1 ** t) / (Math.sqrt(v / (1 - beta2 ** t)) + epsilon);
        parameters[i] = (parameters[i] as number) * (1 - rate * weightDecay) - rate * update;
      });
    },
  };
}

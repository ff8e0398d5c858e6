/** @file Engines that run TF.js kernels one by one. The state stays as tensors of their backend between calls. */
import * as tf from '@tensorflow/tfjs-core';
import type { ArrayData, HostArray, NamedArrays } from '../../base/named-arrays.ts';
import { LabError } from '../../contract/values/lab-error.ts';
import type { NamedTensors, Program, Signature } from '../../training/program.ts';
import type { CompileOptions, Executable } from '../engine.ts';
import { trace } from '../graph/trace.ts';

type Tensors = Record<string, tf.Tensor>;

/** Runs a program eagerly on one TF.js backend. */
export class EagerExecutable implements Executable {
  readonly #backend: string;
  readonly #program: Program;
  readonly #signature: Signature;
  readonly #state: Tensors = {};
  #constants: Tensors | undefined;

  constructor(backend: string, program: Program, signature: Signature) {
    this.#backend = backend;
    this.#program = program;
    this.#signature = signature;
  }

  async run(feeds: NamedArrays): Promise<NamedArrays> {
    await tf.setBackend(this.#backend);
    this.#constants ??= tensorsOf(this.#signature.constants);
    const fed = Object.fromEntries(
      Object.keys(this.#signature.feeds).map((name) => [name, tensorOf(name, feeds[name])]),
    );
    const outputs = tf.tidy(() => ({
      ...this.#program({ ...this.#constants, ...this.#state, ...fed }),
    })) as Tensors;
    const returned: Record<string, HostArray> = {};
    for (const [name, tensor] of Object.entries(outputs)) {
      if (name in this.#signature.state) this.#replace(name, tensor);
      else {
        returned[name] = hostArray(tensor);
        tensor.dispose();
      }
    }
    tf.dispose(fed);
    return returned;
  }

  async readState(): Promise<NamedArrays> {
    return Object.fromEntries(Object.entries(this.#state).map(([name, tensor]) => [name, hostArray(tensor)]));
  }

  async writeState(state: NamedArrays): Promise<void> {
    await tf.setBackend(this.#backend);
    for (const [name, array] of Object.entries(state)) this.#replace(name, tensorOf(name, array));
  }

  async dispose(): Promise<void> {
    tf.dispose([this.#state, this.#constants ?? {}]);
  }

  #replace(name: string, tensor: tf.Tensor): void {
    const old = this.#state[name];
    // A program may hand a state back unchanged.
    if (old && old !== tensor) old.dispose();
    this.#state[name] = tf.keep(tensor);
  }
}

/**
 * TF.js kernels know one floating-point width. Tracing tells whether the program wants another.
 * @throws LabError `cannot-compile` naming the field
 */
export async function refuseOtherPrecisions(
  engine: string,
  program: Program,
  signature: Signature,
  options: CompileOptions,
): Promise<void> {
  const refusal = (field: string, wanted: string) =>
    new LabError(
      'cannot-compile',
      `${field}: ${engine} computes in float32 alone and cannot do ${wanted}; choose engine onnx-cpu.`,
      { field },
    );
  if (options.precision === 'float64') throw refusal('precision', 'float64');
  const graph = await trace(program, signature, options.precision);
  const scope = graph.nodes.find(({ op }) => op === 'CastFloat');
  if (scope) throw refusal('loss.precision', `${String(scope.attributes['to'])} precision`);
}

function tensorsOf(arrays: NamedArrays): NamedTensors {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, array]) => [name, tf.keep(tensorOf(name, array))]),
  );
}

function tensorOf(name: string, array: HostArray | undefined): tf.Tensor {
  if (!array) throw new Error(`engines/tfjs: '${name}' is missing`);
  const { shape, data } = array;
  if (data instanceof Int32Array) return tf.tensor(data, [...shape], 'int32');
  return tf.tensor(Float32Array.from(data), [...shape], 'float32');
}

function hostArray(tensor: tf.Tensor): HostArray {
  return { shape: tensor.shape, data: tensor.dataSync().slice() as ArrayData };
}

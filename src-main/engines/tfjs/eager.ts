/** @file Engines that run TF.js kernels one by one. The state stays as tensors of their backend between calls. */
import * as tf from '@tensorflow/tfjs-core';
import { sizeOf, type ArrayData, type HostArray, type NamedArrays } from '../../base/named-arrays.ts';
import { LabError } from '../../contract/values/lab-error.ts';
import type { Program, Signature, TensorSpec } from '../../training/program.ts';
import type { CompileOptions, Executable, IsLast } from '../engine.ts';
import { trace } from '../graph/trace.ts';
import { memoryOf } from '../memory.ts';
import { runInTurn } from '../run-in-turn.ts';

type Tensors = Record<string, tf.Tensor>;

/** Runs a program eagerly on one TF.js backend. */
export class EagerExecutable implements Executable {
  readonly hasLoop = false;
  readonly #backend: string;
  readonly #program: Program;
  readonly #signature: Signature;
  readonly #state: Tensors = {};
  #constants: Tensors | undefined;

  constructor(backend: string, program: Program, signature: Signature) {
    this.#backend = backend;
    this.#program = program;
    this.#signature = signature;
    registerCastFloat(backend);
  }

  async run(feeds: NamedArrays): Promise<NamedArrays> {
    await tf.setBackend(this.#backend);
    const { constants, state } = this.#signature;
    for (const name of Object.keys(state)) {
      if (!this.#state[name])
        throw new Error(`engines/tfjs: state '${name}' was never written; call writeState before run`);
    }
    this.#constants ??= mapEntries(constants, (array) => tf.keep(tensorOf(array)));
    const fed = mapEntries(this.#signature.feeds, (spec, name) => fitted(name, spec, feeds[name]));
    const outputs = tf.tidy(() =>
      // Copies in name alone: a program may hand back what it was given, or one tensor under two names.
      mapEntries(this.#program({ ...this.#constants, ...this.#state, ...fed }), (tensor) => tf.clone(tensor)),
    );
    tf.dispose(fed);
    const returned: Record<string, HostArray> = {};
    for (const [name, tensor] of Object.entries(outputs)) {
      if (name in state) this.#replace(name, tensor);
      else {
        returned[name] = hostArray(tensor);
        tensor.dispose();
      }
    }
    return returned;
  }

  runMany(feeds: readonly NamedArrays[], isLast?: IsLast): Promise<NamedArrays[]> {
    return runInTurn(this, feeds, isLast);
  }

  async readState(): Promise<NamedArrays> {
    return Object.fromEntries(Object.entries(this.#state).map(([name, tensor]) => [name, hostArray(tensor)]));
  }

  async writeState(state: NamedArrays): Promise<void> {
    await tf.setBackend(this.#backend);
    const known = this.#signature.state;
    for (const [name, array] of Object.entries(state)) {
      const spec = known[name];
      if (!spec)
        throw new Error(`engines/tfjs: '${name}' is no state; there are ${Object.keys(known).join(', ')}`);
      this.#replace(name, fitted(name, spec, array));
    }
  }

  async dispose(): Promise<void> {
    tf.dispose([this.#state, this.#constants ?? {}]);
  }

  #replace(name: string, tensor: tf.Tensor): void {
    this.#state[name]?.dispose();
    this.#state[name] = tf.keep(tensor);
  }
}

/** Programs that change the width were refused when compiling; what is left of these casts is to the own one. */
function registerCastFloat(backendName: string): void {
  const identity = tf.getKernel(tf.Identity, backendName);
  if (!identity || tf.getKernel('CastFloat', backendName)) return;
  tf.registerKernel({ ...identity, kernelName: 'CastFloat' });
}

/**
 * TF.js kernels know one floating-point width. Tracing tells whether the program wants another, and how much memory.
 * @throws LabError `cannot-compile` naming the field
 */
export async function refuseWhatCannotRun(
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
  options.memory?.reserve(memoryOf(graph, { double: false, keepsAll: true }));
}

function mapEntries<A, B>(
  entries: Readonly<Record<string, A>>,
  map: (value: A, name: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, map(value, name)]));
}

/** The tensor of a feed or state, which must have the size that the signature says. */
function fitted(name: string, { shape, dtype }: TensorSpec, array: HostArray | undefined): tf.Tensor {
  if (!array) throw new Error(`engines/tfjs: '${name}' is missing`);
  if (array.data.length !== sizeOf(shape)) {
    throw new Error(
      `engines/tfjs: '${name}' has ${array.data.length} elements, expected shape [${shape.join()}]`,
    );
  }
  return dtype === 'int32'
    ? tf.tensor(Int32Array.from(array.data), [...shape], 'int32')
    : tf.tensor(Float32Array.from(array.data), [...shape], 'float32');
}

function tensorOf({ shape, data }: HostArray): tf.Tensor {
  if (data instanceof Int32Array) return tf.tensor(data, [...shape], 'int32');
  return tf.tensor(Float32Array.from(data), [...shape], 'float32');
}

function hostArray(tensor: tf.Tensor): HostArray {
  return { shape: tensor.shape, data: tensor.dataSync().slice() as ArrayData };
}

/** @file A compiled program in ONNX Runtime. State stays as the runtime's own tensors between calls. */
import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-node';
import type * as Ort from 'onnxruntime-node';
import { sizeOf, type ArrayData, type HostArray, type NamedArrays } from '../../base/named-arrays.ts';
import type { Signature, TensorSpec } from '../../training/program.ts';
import type { Executable } from '../engine.ts';
import { nextName, outName, type LoweredModel } from './lower.ts';

type OrtTensor = TypedTensor<'float32'> | TypedTensor<'float64'> | TypedTensor<'int32'>;

export class OnnxExecutable implements Executable {
  readonly #ort: typeof Ort;
  readonly #session: InferenceSession;
  readonly #signature: Signature;
  readonly #model: LoweredModel;
  readonly #double: boolean;
  /** States and feeds by name, as given to the session. */
  readonly #tensors: Record<string, OrtTensor> = {};
  readonly #fetches: readonly string[];

  constructor(
    ort: typeof Ort,
    session: InferenceSession,
    signature: Signature,
    model: LoweredModel,
    double: boolean,
  ) {
    this.#ort = ort;
    this.#session = session;
    this.#signature = signature;
    this.#model = model;
    this.#double = double;
    this.#fetches = [...model.updated.map(nextName), ...model.returned.map(outName)];
  }

  async run(feeds: NamedArrays): Promise<NamedArrays> {
    for (const [name, spec] of Object.entries(this.#signature.feeds))
      this.#tensors[name] = this.#tensor(name, spec, feeds[name]);
    for (const name of Object.keys(this.#signature.state)) {
      if (!this.#tensors[name])
        throw new Error(`engines/onnx: state '${name}' was never written; call writeState before run`);
    }
    const results = await this.#session.run(this.#inputs(), this.#fetches as string[]);
    for (const name of this.#model.updated) this.#tensors[name] = results[nextName(name)] as OrtTensor;
    return Object.fromEntries(
      this.#model.returned.map((name) => [name, hostArray(results[outName(name)] as OrtTensor)]),
    );
  }

  async readState(): Promise<NamedArrays> {
    const names = Object.keys(this.#signature.state).filter((name) => this.#tensors[name]);
    return Object.fromEntries(names.map((name) => [name, copyOf(this.#tensors[name] as OrtTensor)]));
  }

  async writeState(state: NamedArrays): Promise<void> {
    for (const [name, array] of Object.entries(state)) {
      const spec = this.#signature.state[name];
      if (!spec)
        throw new Error(
          `engines/onnx: '${name}' is no state; there are ${Object.keys(this.#signature.state).join(', ')}`,
        );
      this.#tensors[name] = this.#tensor(name, spec, array);
    }
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  /** The optimized graph may have dropped inputs that nothing needs; ONNX Runtime refuses names it does not know. */
  #inputs(): Record<string, Tensor> {
    const known = this.#session.inputNames;
    return Object.fromEntries(known.map((name) => [name, this.#tensors[name] as Tensor]));
  }

  #tensor(name: string, spec: TensorSpec, array: HostArray | undefined): OrtTensor {
    if (!array) throw new Error(`engines/onnx: '${name}' is missing`);
    if (array.data.length !== sizeOf(spec.shape)) {
      throw new Error(
        `engines/onnx: '${name}' has ${array.data.length} elements, expected shape [${spec.shape.join()}]`,
      );
    }
    const { Tensor } = this.#ort;
    const dims = [...spec.shape];
    if (spec.dtype === 'int32') return new Tensor('int32', Int32Array.from(array.data), dims);
    return this.#double
      ? new Tensor('float64', Float64Array.from(array.data), dims)
      : new Tensor('float32', Float32Array.from(array.data), dims);
  }
}

function hostArray(tensor: OrtTensor): HostArray {
  return { shape: tensor.dims, data: tensor.data as ArrayData };
}

function copyOf(tensor: OrtTensor): HostArray {
  return { shape: tensor.dims, data: (tensor.data as ArrayData).slice() };
}

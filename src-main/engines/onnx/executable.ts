/** @file A compiled program in ONNX Runtime. State stays as the runtime's own tensors between calls. */
import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-node';
import type * as Ort from 'onnxruntime-node';
import { sizeOf, type ArrayData, type HostArray, type NamedArrays } from '../../base/named-arrays.ts';
import type { Signature, TensorSpec } from '../../training/program.ts';
import type { Executable, IsLast } from '../engine.ts';
import { runInTurn } from '../run-in-turn.ts';
import { nextName, outName, type LoweredModel } from './lower.ts';
import { allName, firstName, lastName, TRIPS } from './lower-loop.ts';

type OrtTensor =
  | TypedTensor<'float32'>
  | TypedTensor<'float64'>
  | TypedTensor<'int32'>
  | TypedTensor<'int64'>;
type Tensors = Readonly<Record<string, OrtTensor>>;

export class OnnxExecutable implements Executable {
  readonly hasLoop: boolean;
  readonly #ort: typeof Ort;
  readonly #session: InferenceSession;
  readonly #signature: Signature;
  readonly #model: LoweredModel;
  readonly #double: boolean;
  /** Never changed in place: a call makes new ones, and the old ones can be gone back to. */
  #state: Tensors = {};

  constructor(
    ort: typeof Ort,
    session: InferenceSession,
    signature: Signature,
    model: LoweredModel,
    double: boolean,
  ) {
    this.hasLoop = model.looped;
    this.#ort = ort;
    this.#session = session;
    this.#signature = signature;
    this.#model = model;
    this.#double = double;
  }

  async run(feeds: NamedArrays): Promise<NamedArrays> {
    if (this.hasLoop) return (await this.#loop([feeds]))[0] as NamedArrays;
    const { updated, returned } = this.#model;
    const fed = this.#mapFeeds((name, spec) => [name, this.#tensor(name, spec, feeds[name])]);
    const fetches = [...updated.map(nextName), ...returned.map(outName)];
    const results = await this.#call({ ...this.#stateFor((name) => name), ...fed }, fetches);
    this.#keep(results, nextName);
    return Object.fromEntries(returned.map((name) => [name, hostArray(results[outName(name)] as OrtTensor)]));
  }

  async runMany(feeds: readonly NamedArrays[], isLast?: IsLast): Promise<NamedArrays[]> {
    if (!this.hasLoop) return runInTurn(this, feeds, isLast);
    if (feeds.length === 0) return [];
    const before = this.#state;
    const outputs = await this.#loop(feeds);
    const taken = (isLast ? outputs.findIndex(isLast) : -1) + 1;
    if (taken === 0 || taken === outputs.length) return outputs;
    // The loop went too far; the same steps again, but no further.
    this.#state = before;
    return this.#loop(feeds.slice(0, taken));
  }

  async readState(): Promise<NamedArrays> {
    return Object.fromEntries(Object.entries(this.#state).map(([name, tensor]) => [name, copyOf(tensor)]));
  }

  async writeState(state: NamedArrays): Promise<void> {
    const known = this.#signature.state;
    const written = Object.entries(state).map(([name, array]) => {
      const spec = known[name];
      if (!spec)
        throw new Error(`engines/onnx: '${name}' is no state; there are ${Object.keys(known).join(', ')}`);
      return [name, this.#tensor(name, spec, array)] as const;
    });
    this.#state = { ...this.#state, ...Object.fromEntries(written) };
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  async #loop(feeds: readonly NamedArrays[]): Promise<NamedArrays[]> {
    const { updated, returned } = this.#model;
    const fed = this.#mapFeeds((name, spec) => [allName(name), this.#stacked(name, spec, feeds)]);
    const trips = new this.#ort.Tensor('int64', BigInt64Array.of(BigInt(feeds.length)), []);
    const state = this.#stateFor((name) => (updated.includes(name) ? firstName(name) : name));
    const fetches = [...updated.map(lastName), ...returned.map(allName)];
    const results = await this.#call({ ...state, ...fed, [TRIPS]: trips }, fetches);
    this.#keep(results, lastName);
    return feeds.map((_, trip) =>
      Object.fromEntries(returned.map((name) => [name, partOf(results[allName(name)] as OrtTensor, trip)])),
    );
  }

  /** The optimized graph may have dropped inputs that nothing needs; ONNX Runtime refuses names it does not know. */
  async #call(tensors: Tensors, fetches: string[]): Promise<Tensors> {
    const inputs = this.#session.inputNames.map((name) => [name, tensors[name] as Tensor]);
    return (await this.#session.run(Object.fromEntries(inputs), fetches)) as Tensors;
  }

  #keep(results: Tensors, nameOf: (state: string) => string): void {
    const { updated } = this.#model;
    const next = updated.map((name) => [name, results[nameOf(name)] as OrtTensor] as const);
    this.#state = { ...this.#state, ...Object.fromEntries(next) };
  }

  #stateFor(nameOf: (state: string) => string): Tensors {
    return Object.fromEntries(
      Object.keys(this.#signature.state).map((name) => {
        const tensor = this.#state[name];
        if (!tensor)
          throw new Error(`engines/onnx: state '${name}' was never written; call writeState before run`);
        return [nameOf(name), tensor];
      }),
    );
  }

  #mapFeeds(entry: (name: string, spec: TensorSpec) => readonly [string, OrtTensor]): Tensors {
    return Object.fromEntries(Object.entries(this.#signature.feeds).map(([name, spec]) => entry(name, spec)));
  }

  #tensor(name: string, spec: TensorSpec, array: HostArray | undefined): OrtTensor {
    return this.#fill(spec, spec.shape, [fitted(name, spec, array)]);
  }

  /** One feed of all steps, in an array with one axis more. */
  #stacked(name: string, spec: TensorSpec, feeds: readonly NamedArrays[]): OrtTensor {
    const parts = feeds.map((fed) => fitted(name, spec, fed[name]));
    return this.#fill(spec, [feeds.length, ...spec.shape], parts);
  }

  #fill({ dtype }: TensorSpec, shape: readonly number[], parts: readonly ArrayData[]): OrtTensor {
    const { Tensor } = this.#ort;
    const size = sizeOf(shape);
    if (dtype === 'int32') return new Tensor('int32', joined(new Int32Array(size), parts), shape);
    return this.#double
      ? new Tensor('float64', joined(new Float64Array(size), parts), shape)
      : new Tensor('float32', joined(new Float32Array(size), parts), shape);
  }
}

/** The data of a feed or state, which must have the size that the signature says. */
function fitted(name: string, { shape }: TensorSpec, array: HostArray | undefined): ArrayData {
  if (!array) throw new Error(`engines/onnx: '${name}' is missing`);
  if (array.data.length !== sizeOf(shape)) {
    throw new Error(
      `engines/onnx: '${name}' has ${array.data.length} elements, expected shape [${shape.join()}]`,
    );
  }
  return array.data;
}

function joined<Data extends ArrayData>(target: Data, parts: readonly ArrayData[]): Data {
  let at = 0;
  for (const part of parts) {
    target.set(part, at);
    at += part.length;
  }
  return target;
}

function hostArray(tensor: OrtTensor): HostArray {
  return { shape: tensor.dims, data: tensor.data as ArrayData };
}

/** A copy of what belongs to one step. */
function partOf(tensor: OrtTensor, trip: number): HostArray {
  const shape = tensor.dims.slice(1);
  const size = sizeOf(shape);
  return { shape, data: (tensor.data as ArrayData).slice(trip * size, (trip + 1) * size) };
}

function copyOf(tensor: OrtTensor): HostArray {
  return { shape: tensor.dims, data: (tensor.data as ArrayData).slice() };
}

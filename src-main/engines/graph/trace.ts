/** @file Tracing: runs a program once on tensors that have a shape but no data, and records every kernel call.
 *  It takes milliseconds whatever the batch, and includes what `tf.grads` calls on the way back. */
import * as tf from '@tensorflow/tfjs-core';
import type { BackendValues, DataId, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { LabError } from '../../contract/values/lab-error.ts';
import type { Program, Signature } from '../../training/program.ts';
import {
  addConstant,
  addValue,
  emptyGraph,
  isFloat,
  type Attributes,
  type ConstantData,
  type DType,
  type Graph,
  type ValueId,
  type ValueInfo,
} from './graph.ts';
import { KERNELS } from './kernel-table.ts';
import { OP_NAMES, type OpName } from './op-name.ts';

const BACKEND = 'grokking-trace';
/** TF.js takes all floats for its own one; the graph knows better. */
const TF_DTYPE = {
  float: 'float32',
  half: 'float32',
  single: 'float32',
  double: 'float32',
  int32: 'int32',
  bool: 'bool',
} as const;
const DTYPE: Readonly<Record<string, DType>> = { float32: 'float', int32: 'int32', bool: 'bool' };

/** The recording in progress. Tracing is synchronous, so there is one at a time. */
let recording: Recording | undefined;

class Recording {
  readonly graph: Graph = emptyGraph();
  readonly #precision: 'float32' | 'float64';
  readonly #ids = new WeakMap<DataId, ValueId>();

  constructor(precision: 'float32' | 'float64') {
    this.#precision = precision;
  }

  /** The value behind a tensor; host data that enters the program becomes a constant on first use. */
  valueOf(tensor: TensorInfo, backend: TracingBackend): ValueId {
    const known = this.#ids.get(tensor.dataId);
    if (known !== undefined) return known;
    const data = backend.hostData(tensor.dataId);
    if (!data) throw new Error('a tensor made outside the program has no place in it; pass it as an input');
    const id = addConstant(this.graph, infoOf(tensor), data);
    this.#ids.set(tensor.dataId, id);
    return id;
  }

  tensorFor(id: ValueId): TensorInfo {
    const { shape, dtype } = this.graph.values[id] as ValueInfo;
    const dataId = {};
    this.#ids.set(dataId, id);
    return { dataId, shape: [...shape], dtype: TF_DTYPE[dtype] };
  }

  call(op: OpName, given: readonly ValueId[], attributes: Attributes): TensorInfo | TensorInfo[] {
    if (op === 'CastFloat') return this.#castFloat(given[0] as ValueId, attributes['bits'] as FloatBits);
    const inputs = this.#inOneScope(op, given);
    const infos = inputs.map((id) => this.#info(id));
    const result = this.#shapeOf(op, infos, attributes);
    const outputs = [result].flat().map((info) => addValue(this.graph, info as ValueInfo));
    this.graph.nodes.push({ op, inputs, outputs, attributes });
    const tensors = outputs.map((id) => this.tensorFor(id));
    return Array.isArray(result) ? tensors : (tensors[0] as TensorInfo);
  }

  /** What makes a value, and its shape, as a person would look for it; for one that is not recorded its shape is all. */
  describe(dataId: DataId): string {
    const id = this.#ids.get(dataId);
    if (id === undefined) return 'a tensor';
    const maker = this.graph.nodes.find((node) => node.outputs.includes(id));
    const input = [...this.graph.inputs].find(([, other]) => other === id)?.[0];
    const from = maker ? `the result of ${maker.op}` : input ? `the input '${input}'` : 'a constant';
    return `${from}, ${describeInfo(this.#info(id))}`;
  }

  #shapeOf(
    op: OpName,
    infos: readonly ValueInfo[],
    attributes: Attributes,
  ): ValueInfo | readonly ValueInfo[] {
    try {
      return KERNELS[op].shape(infos, attributes);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${op}(${infos.map(describeInfo).join(', ')}): ${why}`, { cause });
    }
  }

  #info(id: ValueId): ValueInfo {
    return this.graph.values[id] as ValueInfo;
  }

  /** A width that is the run's own is called `float`, so that no scope opens where there is nothing to change. */
  #castFloat(x: ValueId, bits: FloatBits): TensorInfo {
    const own = this.#precision === 'float64' ? 64 : 32;
    const to = bits === 'run' || bits === own ? 'float' : WIDTHS[bits];
    if (this.#info(x).dtype === to) return this.tensorFor(x);
    const output = addValue(this.graph, { shape: this.#info(x).shape, dtype: to });
    this.graph.nodes.push({ op: 'CastFloat', inputs: [x], outputs: [output], attributes: { to } });
    return this.tensorFor(output);
  }

  /** Constants take the width of the scope they are used in; anything else that mixes widths is a mistake. */
  #inOneScope(op: OpName, inputs: readonly ValueId[]): ValueId[] {
    const widths = new Set(inputs.map((id) => this.#info(id).dtype).filter(isFloat));
    if (widths.size <= 1) return [...inputs];
    const scope = [...widths].find((dtype) => dtype !== 'float') as DType;
    return inputs.map((id) => {
      const { shape, dtype } = this.#info(id);
      const data = this.graph.constants.get(id);
      if (!isFloat(dtype) || dtype === scope) return id;
      if (data) return addConstant(this.graph, { shape, dtype: scope }, data);
      const seen = inputs.map((other) => `${this.#info(other).dtype}[${this.#info(other).shape.join()}]`);
      throw new Error(`${op} mixes ${seen.join(' and ')}; cast one of them with castFloat`);
    });
  }
}

const describeInfo = ({ dtype, shape }: ValueInfo): string => `${dtype}[${shape.join()}]`;

const WIDTHS = { 16: 'half', 32: 'single', 64: 'double' } as const;
type FloatBits = keyof typeof WIDTHS | 'run';

function infoOf(tensor: TensorInfo): ValueInfo {
  const dtype = DTYPE[tensor.dtype];
  if (!dtype) throw new Error(`dtype ${tensor.dtype} is not traced; use float32, int32 or bool`);
  return { shape: tensor.shape, dtype };
}

/** Holds host data that enters a program (constants); everything else is a recorded value without data. */
class TracingBackend extends tf.KernelBackend {
  readonly #host = new WeakMap<DataId, ConstantData>();

  hostData(dataId: DataId): ConstantData | undefined {
    return this.#host.get(dataId);
  }

  override write(values: BackendValues): DataId {
    const dataId = {};
    this.#host.set(dataId, values as ConstantData);
    return dataId;
  }
  override move(dataId: DataId, values: BackendValues): void {
    this.#host.set(dataId, values as ConstantData);
  }
  override read(dataId: DataId): never {
    throw new Error(
      `a program may not read the value of a tensor (here of ${recording?.describe(dataId) ?? 'one'}): it is traced once, by shape; make it an output, or compute with it`,
    );
  }
  override readSync(dataId: DataId): never {
    return this.read(dataId);
  }
  override disposeData(): boolean {
    return false;
  }
  override refCount(): number {
    return 1;
  }
  override incRef(): void {}
  decRef(): void {}
  override numDataIds(): number {
    return 0;
  }
  override floatPrecision(): 16 | 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
  override timerAvailable(): boolean {
    return false;
  }
}

function kernelFunction(op: OpName): KernelFunc {
  const { inputs: inputNames } = KERNELS[op];
  return ({ inputs, attrs, backend }) => {
    if (!recording) throw new Error(`kernel ${op} was called outside of a trace`);
    const current = recording;
    const named = inputs as Record<string, TensorInfo>;
    const list =
      inputNames === 'variadic' ? Object.values(named) : inputNames.map((name) => named[name] as TensorInfo);
    const present = list.filter((tensor) => tensor !== undefined);
    const ids = present.map((tensor) => current.valueOf(tensor, backend as TracingBackend));
    return current.call(op, ids, (attrs ?? {}) as Attributes);
  };
}

let registered = false;
function registerTracing(): void {
  if (registered) return;
  registered = true;
  tf.registerBackend(BACKEND, () => new TracingBackend(), 0);
  for (const op of OP_NAMES) {
    tf.registerKernel({ kernelName: op, backendName: BACKEND, kernelFunc: kernelFunction(op) });
  }
}

/**
 * TF.js makes every constant with `Float32Array`, which would round those of a double program. While such a program is
 * traced (synchronously), that name stands for Float64Array, and TF.js takes a Float64Array for an array of numbers.
 */
function withDoubleConstants<T>(double: boolean, body: () => T): T {
  if (!double) return body();
  const single = globalThis.Float32Array;
  const { platform } = tf.env();
  const { isTypedArray } = platform;
  globalThis.Float32Array = Float64Array as unknown as Float32ArrayConstructor;
  platform.isTypedArray = (a): a is Float32Array =>
    a instanceof Float64Array || isTypedArray.call(platform, a);
  try {
    return body();
  } finally {
    globalThis.Float32Array = single;
    platform.isTypedArray = isTypedArray;
  }
}

/**
 * Records a program.
 * @returns its graph, with one input per state and feed (constants are part of the graph) and its outputs by name
 * @throws LabError `cannot-compile` naming the kernel and what can be done
 */
export async function trace(
  program: Program,
  signature: Signature,
  precision: 'float32' | 'float64',
): Promise<Graph> {
  registerTracing();
  const before = tf.getBackend();
  // Backends that are made synchronously are in force at once. Waiting would let other programs run in between.
  void tf.setBackend(BACKEND);
  try {
    return withDoubleConstants(precision === 'float64', () => record(program, signature, precision));
  } catch (error) {
    throw explain(error);
  } finally {
    recording = undefined;
    if (before) void tf.setBackend(before);
  }
}

function record(program: Program, signature: Signature, precision: 'float32' | 'float64'): Graph {
  const current = new Recording(precision);
  recording = current;
  const { graph } = current;
  const engine = tf.engine();
  const inputs: Record<string, tf.Tensor> = {};
  const backend = tf.backend() as TracingBackend;
  const add = (name: string, id: ValueId) =>
    (inputs[name] = engine.makeTensorFromTensorInfo(current.tensorFor(id), backend));
  for (const [name, spec] of Object.entries({ ...signature.state, ...signature.feeds })) {
    const id = addValue(graph, { shape: spec.shape, dtype: spec.dtype });
    graph.inputs.set(name, id);
    add(name, id);
  }
  for (const [name, array] of Object.entries(signature.constants)) {
    const dtype = array.data instanceof Int32Array ? 'int32' : 'float';
    add(name, addConstant(graph, { shape: array.shape, dtype }, array.data));
  }
  // `tidy` would dispose of what we still need to look up, so the scope is closed by hand afterwards.
  engine.startScope('trace');
  try {
    const outputs = program(inputs);
    for (const [name, tensor] of Object.entries(outputs))
      graph.outputs.set(name, current.valueOf(tensor, backend));
  } finally {
    engine.endScope();
  }
  return graph;
}

function explain(error: unknown): LabError {
  if (error instanceof LabError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const missing = /Kernel '(\w+)' not registered/.exec(message)?.[1];
  const text = missing
    ? `engines: TF.js kernel '${missing}' has no row in the kernel table; write the program with ${OP_NAMES.join(', ')}, or add the row.`
    : `engines: the program cannot be traced: ${message}`;
  return new LabError('cannot-compile', text, missing ? { kernel: missing } : {}, error);
}

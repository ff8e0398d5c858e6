/** @file Collects ONNX nodes and constants while a graph is lowered. */
import { sizeOf, type Shape } from '../../base/named-arrays.ts';
import { FloatAttribute, type Emitter, type OnnxAttribute, type OnnxName } from '../graph/kernel-row.ts';
import type { DType } from '../graph/graph.ts';
import { ATTRIBUTE, ELEMENT, type AttributeProto, type NodeProto, type TensorProto } from './proto.ts';

export class OnnxEmitter implements Emitter {
  readonly nodes: NodeProto[] = [];
  readonly constants: TensorProto[] = [];
  readonly double: boolean;
  readonly #shared = new Map<string, OnnxName>();
  readonly #exported = new Map<OnnxName, string>();
  #count = 0;

  constructor(double: boolean) {
    this.double = double;
  }

  emit(
    op: string,
    inputs: readonly OnnxName[],
    attributes: Readonly<Record<string, OnnxAttribute | FloatAttribute>> = {},
  ): OnnxName {
    return this.emitMany(op, inputs, attributes, 1)[0] as OnnxName;
  }

  emitMany(
    op: string,
    inputs: readonly OnnxName[],
    attributes: Readonly<Record<string, OnnxAttribute | FloatAttribute>>,
    outputs: number,
  ): OnnxName[] {
    const output = Array.from({ length: outputs }, () => this.#fresh());
    const attribute = Object.entries(attributes).map(([name, value]) => attributeProto(name, value));
    const [domain, opType] = op.includes(':') ? (op.split(':') as [string, string]) : ['', op];
    this.nodes.push({ opType, domain, input: [...inputs], output, attribute });
    return [...output];
  }

  /**
   * Gives a value the name under which it leaves the graph. A node's result is renamed where it stands; what is not made
   * by a node, or leaves twice, is passed through an Identity, which copies.
   */
  export(value: OnnxName, name: string): void {
    const maker = this.nodes.find((node) => node.output.includes(value));
    if (!maker || this.#exported.has(value)) {
      this.nodes.push({
        opType: 'Identity',
        input: [this.#exported.get(value) ?? value],
        output: [name],
        attribute: [],
      });
      return;
    }
    this.#exported.set(value, name);
    const rename = (names: string[]) => names.forEach((n, i) => n === value && (names[i] = name));
    for (const node of this.nodes) {
      rename(node.input);
      rename(node.output);
    }
  }

  floats(values: readonly number[], shape: Shape = values.length === 1 ? [] : [values.length]): OnnxName {
    return this.tensor(this.double ? Float64Array.from(values) : Float32Array.from(values), shape);
  }

  int64(values: readonly number[]): OnnxName {
    return this.#shareConstant(
      ELEMENT.int64,
      [values.length],
      new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer),
    );
  }

  int32(values: readonly number[], shape: Shape = [values.length]): OnnxName {
    return this.tensor(Int32Array.from(values), shape);
  }

  /** A constant of any type; floats are converted to the graph's floating type. Small ones are shared. */
  tensor(data: Float32Array | Float64Array | Int32Array | Uint8Array, shape: Shape): OnnxName {
    const converted = this.#convert(data);
    if (converted.length !== sizeOf(shape))
      throw new Error(`onnx: ${converted.length} elements for shape [${shape.join()}]`);
    const bytes = new Uint8Array(converted.buffer, converted.byteOffset, converted.byteLength);
    return this.#shareConstant(elementType(converted), shape, bytes);
  }

  type(dtype: DType): number {
    if (dtype === 'float') return this.double ? ELEMENT.double : ELEMENT.float;
    return dtype === 'int32' ? ELEMENT.int32 : ELEMENT.bool;
  }

  #convert(data: Float32Array | Float64Array | Int32Array | Uint8Array): typeof data {
    if (this.double && data instanceof Float32Array) return Float64Array.from(data);
    if (!this.double && data instanceof Float64Array) return Float32Array.from(data);
    return data;
  }

  #shareConstant(dataType: number, dims: Shape, rawData: Uint8Array): OnnxName {
    const key = rawData.length <= 64 ? `${dataType}|${dims.join()}|${rawData.join()}` : undefined;
    const known = key === undefined ? undefined : this.#shared.get(key);
    if (known) return known;
    const name = this.#fresh('c');
    this.constants.push({ name, dims, dataType, rawData });
    if (key !== undefined) this.#shared.set(key, name);
    return name;
  }

  #fresh(prefix = 'v'): OnnxName {
    return `${prefix}${this.#count++}`;
  }
}

function elementType(data: Float32Array | Float64Array | Int32Array | Uint8Array): number {
  if (data instanceof Float64Array) return ELEMENT.double;
  if (data instanceof Float32Array) return ELEMENT.float;
  return data instanceof Int32Array ? ELEMENT.int32 : ELEMENT.bool;
}

function attributeProto(name: string, value: OnnxAttribute | FloatAttribute): AttributeProto {
  if (value instanceof FloatAttribute) return { name, type: ATTRIBUTE.float, f: value.value };
  if (typeof value === 'number') return { name, type: ATTRIBUTE.int, i: value };
  if (typeof value === 'string') return { name, type: ATTRIBUTE.string, s: new TextEncoder().encode(value) };
  return { name, type: ATTRIBUTE.ints, ints: [...value] };
}

/** @file Collects ONNX nodes and constants while a graph is lowered. */
import { sizeOf, type Shape } from '../../base/named-arrays.ts';
import { FloatAttribute, type Emitter, type OnnxAttribute, type OnnxName } from '../graph/kernel-row.ts';
import type { ConstantData, DType } from '../graph/graph.ts';
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

  floats(
    values: readonly number[],
    shape: Shape = values.length === 1 ? [] : [values.length],
    dtype: DType = 'float',
  ): OnnxName {
    return this.tensor(Float64Array.from(values), shape, dtype);
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

  /** A constant of any type; floats are converted to the type that `dtype` is in this graph. Small ones are shared. */
  tensor(data: ConstantData, shape: Shape, dtype: DType = 'float'): OnnxName {
    const isInteger = data instanceof Int32Array || data instanceof Uint8Array;
    const converted = isInteger ? data : toFloats(data, this.type(dtype));
    if (converted.length !== sizeOf(shape))
      throw new Error(`onnx: ${converted.length} elements for shape [${shape.join()}]`);
    const bytes = new Uint8Array(converted.buffer, converted.byteOffset, converted.byteLength);
    const type = isInteger ? (data instanceof Int32Array ? ELEMENT.int32 : ELEMENT.bool) : this.type(dtype);
    return this.#shareConstant(type, shape, bytes);
  }

  type(dtype: DType): number {
    if (dtype === 'float') return this.double ? ELEMENT.double : ELEMENT.float;
    // Halves are singles that are rounded after every node.
    if (dtype === 'single' || dtype === 'half') return ELEMENT.float;
    return ELEMENT[dtype];
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

/** The numbers rounded to an ONNX floating type. */
function toFloats(
  data: Float32Array | Float64Array,
  type: number,
): ArrayBufferView & { readonly length: number } {
  if (type === ELEMENT.double) return Float64Array.from(data);
  return Float32Array.from(data);
}

function attributeProto(name: string, value: OnnxAttribute | FloatAttribute): AttributeProto {
  if (value instanceof FloatAttribute) return { name, type: ATTRIBUTE.float, f: value.value };
  if (typeof value === 'number') return { name, type: ATTRIBUTE.int, i: value };
  if (typeof value === 'string') return { name, type: ATTRIBUTE.string, s: new TextEncoder().encode(value) };
  return { name, type: ATTRIBUTE.ints, ints: [...value] };
}

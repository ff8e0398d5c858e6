/** @file One ONNX graph for batches of any size, made of two graphs for two sizes. Tracing knows every length; where the
 *  two differ in nothing but integers that grow with the batch, those are computed from the input's own length. */
import { ATTRIBUTE, ELEMENT, type GraphProto, type NodeProto, type TensorProto } from './proto.ts';

/** Two sizes above those whose constants are written out, and unlike the lengths that networks have. */
export const TWO_BATCHES = [97, 101] as const;
const LENGTH = 'batch';

/**
 * @param graphs of the same program for the two batches
 * @param input whose first axis is the batch
 * @returns undefined where the graphs differ in more than that
 */
export function forAnyBatch(
  graphs: readonly [GraphProto, GraphProto],
  input: string,
): GraphProto | undefined {
  const [a, b] = graphs;
  if (JSON.stringify(a.node) !== JSON.stringify(b.node)) return undefined;
  if (a.initializer.length !== b.initializer.length) return undefined;
  const initializer: TensorProto[] = [];
  const node: NodeProto[] = [lengthOf(input)];
  for (const [i, tensor] of a.initializer.entries()) {
    const other = b.initializer[i] as TensorProto;
    if (sameTensor(tensor, other)) {
      initializer.push(tensor);
      continue;
    }
    const entries = growth(tensor, other);
    if (!entries) return undefined;
    for (const part of vectorOf(tensor.name, entries))
      ('rawData' in part ? initializer : node).push(part as never);
  }
  return { ...a, initializer, node: [...node, ...a.node] };
}

/** An entry of a vector of lengths: so many times the batch, and a number. */
interface Entry {
  readonly times: number;
  readonly plus: number;
}

function lengthOf(input: string): NodeProto {
  const ints = { start: 0, end: 1 };
  const attribute = Object.entries(ints).map(([name, i]) => ({ name, type: ATTRIBUTE.int, i }));
  return { opType: 'Shape', input: [input], output: [LENGTH], attribute };
}

function sameTensor(a: TensorProto, b: TensorProto): boolean {
  const same = a.name === b.name && a.dataType === b.dataType && a.dims.join() === b.dims.join();
  return same && Buffer.compare(a.rawData, b.rawData) === 0;
}

function growth(a: TensorProto, b: TensorProto): Entry[] | undefined {
  if (a.name !== b.name || a.dataType !== ELEMENT.int64 || b.dataType !== ELEMENT.int64) return undefined;
  const [first, second] = [integersOf(a), integersOf(b)];
  if (first.length !== second.length) return undefined;
  const entries: Entry[] = [];
  for (const [i, value] of first.entries()) {
    const times = ((second[i] as number) - value) / (TWO_BATCHES[1] - TWO_BATCHES[0]);
    if (!Number.isInteger(times)) return undefined;
    entries.push({ times, plus: value - times * TWO_BATCHES[0] });
  }
  return entries;
}

function integersOf({ rawData }: TensorProto): number[] {
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  return Array.from({ length: rawData.byteLength / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}

/** Nodes and constants that make a vector of that name. */
function vectorOf(name: string, entries: readonly Entry[]): (NodeProto | TensorProto)[] {
  const parts: (NodeProto | TensorProto)[] = [];
  const constant = (value: number, suffix: string): string => {
    const rawData = new Uint8Array(BigInt64Array.of(BigInt(value)).buffer);
    parts.push({ name: `${name}/${suffix}`, dims: [1], dataType: ELEMENT.int64, rawData });
    return `${name}/${suffix}`;
  };
  const node = (opType: string, input: string[], suffix: string): string => {
    parts.push({ opType, input, output: [`${name}/${suffix}`], attribute: [] });
    return `${name}/${suffix}`;
  };
  const names = entries.map(({ times, plus }, i) => {
    if (times === 0) return constant(plus, `${i}`);
    const product =
      times === 1 ? LENGTH : node('Mul', [LENGTH, constant(times, `${i}/times`)], `${i}/product`);
    return plus === 0 ? product : node('Add', [product, constant(plus, `${i}/plus`)], `${i}`);
  });
  const axis = { name: 'axis', type: ATTRIBUTE.int, i: 0 };
  parts.push({ opType: 'Concat', input: names, output: [name], attribute: [axis] });
  return parts;
}

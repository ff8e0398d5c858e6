/** @file How each kernel leaves a leading axis alone. Total over the closed list. */
import type { Attributes, ValueId, ValueInfo } from '../graph/graph.ts';
import { resolveAxes, resolveAxis, sizeOf } from '../graph/kernel-row.ts';
import type { OpName } from '../graph/op-name.ts';
import type { Rewriter } from './rewrite.ts';

/** A value of one run, as it stands in the graph of all. */
export interface Batched {
  readonly id: ValueId;
  /** What it looks like in one run. */
  readonly own: ValueInfo;
  /** Whether it has the leading axis; without, it is the same for all. */
  readonly batched: boolean;
}

export interface BatchingCall {
  readonly rewriter: Rewriter;
  readonly op: OpName;
  readonly attributes: Attributes;
  /** At least one is batched. */
  readonly inputs: readonly Batched[];
  readonly replicas: number;
  /** The value with its leading axis, whatever it takes. */
  readonly full: (value: Batched) => ValueId;
}

/** The results, all with a leading axis. */
export type BatchingRule = (call: BatchingCall) => ValueId | readonly ValueId[];

const input = ({ inputs }: BatchingCall, i: number): Batched => inputs[i] as Batched;
const rankOf = (call: BatchingCall): number => input(call, 0).own.shape.length;
const list = (attributes: Attributes, name: string): readonly number[] =>
  [attributes[name] as number | readonly number[]].flat();

/** The same node over one axis more. */
const same = (call: BatchingCall, changed: Attributes = {}): readonly ValueId[] =>
  call.rewriter.nodes(call.op, call.inputs.map(call.full), { ...call.attributes, ...changed });

const elementwise: BatchingRule = (call) => same(call);

/** Kernels that stretch: the axes of one run are aligned from the right, so the leading one must stand before them all. */
const broadcasting: BatchingRule = ({ rewriter, op, attributes, inputs }) => {
  const rank = Math.max(...inputs.map(({ own }) => own.shape.length));
  const aligned = inputs.map((value) => alignedTo(rank, rewriter, value));
  return rewriter.nodes(op, aligned, attributes);
};

function alignedTo(rank: number, rewriter: Rewriter, { id, own, batched }: Batched): ValueId {
  const missing = rank - own.shape.length;
  if (!batched || missing === 0) return id;
  const [replicas] = rewriter.info(id).shape as [number];
  const ones = Array.from({ length: missing }, () => 1);
  return rewriter.node('Reshape', [id], { shape: [replicas, ...ones, ...own.shape] });
}

const reduction: BatchingRule = (call) => {
  const { axis, reductionIndices, ...rest } = call.attributes;
  const axes = resolveAxes(axis ?? reductionIndices, rankOf(call)).map((a) => a + 1);
  return call.rewriter.nodes(call.op, call.inputs.map(call.full), { ...rest, axis: axes });
};

/** A node of its own for each run, as it stands in that run's graph. */
export const eachAlone: BatchingRule = ({ rewriter, op, attributes, inputs, replicas }) => {
  const parts = inputs.map(({ id, batched }) =>
    batched ? rewriter.nodes('Unpack', [id], { axis: 0 }) : Array.from({ length: replicas }, () => id),
  );
  const results = Array.from({ length: replicas }, (_, replica) =>
    rewriter.node(
      op,
      parts.map((part) => part[replica] as ValueId),
      attributes,
    ),
  );
  return rewriter.node('Pack', results, { axis: 0 });
};

/** Kernels that take one axis. @param more axes that the result has more than the input */
const alongAxis =
  (name: string, more = 0, standard = 0): BatchingRule =>
  (call) =>
    same(call, {
      [name]: resolveAxis((call.attributes[name] as number) ?? standard, rankOf(call) + more) + 1,
    });

/** Shapes, lengths and the like: one entry more in front. */
const withFirst =
  (name: string, first: (call: BatchingCall) => number): BatchingRule =>
  (call) =>
    same(call, { [name]: [first(call), ...list(call.attributes, name)] });

const allReplicas = ({ replicas }: BatchingCall): number => replicas;

const reshape: BatchingRule = (call) => {
  const size = sizeOf(input(call, 0).own.shape);
  const to = list(call.attributes, 'shape');
  const known = to.reduce((product, d) => (d === -1 ? product : product * d), 1);
  return same(call, { shape: [call.replicas, ...to.map((d) => (d === -1 ? size / known : d))] });
};

const transpose: BatchingRule = (call) =>
  same(call, { perm: [0, ...list(call.attributes, 'perm').map((axis) => axis + 1)] });

const slice: BatchingRule = (call) =>
  same(call, {
    begin: [0, ...list(call.attributes, 'begin')],
    size: [-1, ...list(call.attributes, 'size')],
  });

const pad: BatchingRule = (call) =>
  same(call, { paddings: [[0, 0], ...(call.attributes['paddings'] as readonly (readonly number[])[])] });

/** Rows of a table that all share, rows that all share of tables, or rows of one long table made of all tables. */
const gather: BatchingRule = (call) => {
  const { rewriter, replicas, attributes } = call;
  const [table, indices] = [input(call, 0), input(call, 1)];
  const axis = resolveAxis((attributes['axis'] as number) ?? 0, table.own.shape.length);
  if (!indices.batched) return rewriter.node('GatherV2', [table.id, indices.id], { ...attributes, axis: axis + 1 });
  if (axis !== 0) return eachAlone(call);
  if (!table.batched) return rewriter.node('GatherV2', [table.id, indices.id], { ...attributes, axis });
  const [rows, ...rest] = table.own.shape as [number, ...number[]];
  const long = rewriter.node('Reshape', [table.id], { shape: [replicas * rows, ...rest] });
  const offsets = rewriter.constant(
    { shape: [replicas, ...indices.own.shape.map(() => 1)], dtype: 'int32' },
    Int32Array.from({ length: replicas }, (_, replica) => replica * rows),
  );
  const moved = rewriter.node('Add', [indices.id, offsets]);
  return rewriter.node('GatherV2', [long, moved], { ...attributes, axis });
}; // oxfmt-ignore

/** A product with one-hot rows, as the kernel itself is lowered, for each run its own. */
const segmentSum: BatchingRule = (call) => {
  const { rewriter, attributes, full, replicas } = call;
  const [x, ids] = [input(call, 0), input(call, 1)];
  const segments = attributes['numSegments'] as number;
  const rows = sizeOf(ids.own.shape);
  const rest = x.own.shape.slice(ids.own.shape.length);
  const flat = rewriter.node('Reshape', [full(ids)], { shape: [replicas, rows] });
  const oneHot = rewriter.node('OneHot', [flat], { depth: segments, onValue: 1, offValue: 0 });
  const values = rewriter.node('Reshape', [full(x)], { shape: [replicas, rows, sizeOf(rest)] });
  const sums = rewriter.node('BatchMatMul', [oneHot, values], { transposeA: true, transposeB: false });
  return rewriter.node('Reshape', [sums], { shape: [replicas, segments, ...rest] });
};

/** Kernels that divide their work, or order their sums, by the size of what they are given. */
export const BY_SIZE: ReadonlySet<OpName> = new Set(['Exp', 'Log', 'Tanh', 'Sigmoid', 'Erf', 'Pow', 'Sum', 'Mean', 'Softmax', 'BatchMatMul', 'UnsortedSegmentSum']); // oxfmt-ignore

export const BATCHING: Readonly<Record<OpName, BatchingRule>> = {
  Neg: elementwise,
  Abs: elementwise,
  Sign: elementwise,
  Exp: elementwise,
  Log: elementwise,
  Sqrt: elementwise,
  Rsqrt: elementwise,
  Square: elementwise,
  Reciprocal: elementwise,
  Relu: elementwise,
  Step: elementwise,
  Tanh: elementwise,
  Sigmoid: elementwise,
  Erf: elementwise,
  LogicalNot: elementwise,
  Cast: elementwise,
  CastFloat: elementwise,
  ZerosLike: elementwise,
  OnesLike: elementwise,
  Add: broadcasting,
  Sub: broadcasting,
  Multiply: broadcasting,
  RealDiv: broadcasting,
  Maximum: broadcasting,
  Minimum: broadcasting,
  Pow: broadcasting,
  SquaredDifference: broadcasting,
  Greater: broadcasting,
  GreaterEqual: broadcasting,
  Less: broadcasting,
  LessEqual: broadcasting,
  Equal: broadcasting,
  NotEqual: broadcasting,
  LogicalAnd: broadcasting,
  AddN: elementwise,
  Select: elementwise,
  Sum: reduction,
  Mean: reduction,
  Max: reduction,
  Min: reduction,
  Softmax: alongAxis('dim', 0, -1),
  BatchMatMul: broadcasting,
  Identity: elementwise,
  Reshape: reshape,
  ExpandDims: alongAxis('dim', 1),
  Transpose: transpose,
  Tile: withFirst('reps', () => 1),
  Slice: slice,
  PadV2: pad,
  Concat: alongAxis('axis'),
  Pack: alongAxis('axis', 1),
  Unpack: alongAxis('axis'),
  SplitV: alongAxis('axis'),
  Fill: withFirst('shape', allReplicas),
  GatherV2: gather,
  OneHot: elementwise,
  UnsortedSegmentSum: segmentSum,
};

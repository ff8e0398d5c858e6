/** @file Rules that remove work without changing what is computed, up to the sign of zero and the order of no sum. */
import { sizeOf } from '../../base/named-arrays.ts';
import { uniformValue, type GraphNode, type ValueId } from '../graph/graph.ts';
import { resolveAxes } from '../graph/kernel-row.ts';
import type { Rewriter, Rule } from './rewrite.ts';

const input = (node: GraphNode, i: number): ValueId => node.inputs[i] as ValueId;
const shapeOf = (r: Rewriter, id: ValueId): readonly number[] => r.info(id).shape;
const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((d, i) => d === b[i]);

/** Casts to the own type and identities. */
const skipIdentity: Rule = (r, { op, inputs, attributes }) => {
  const x = inputs[0] as ValueId;
  if (op === 'Identity') return x;
  if (
    op === 'Cast' &&
    { float32: 'float', int32: 'int32', bool: 'bool' }[attributes['dtype'] as string] === r.info(x).dtype
  )
    return x;
  return undefined;
};

const ELEMENTWISE_FOLDS: Partial<Record<GraphNode['op'], (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Multiply: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Neg: (a) => -a,
  Square: (a) => a * a,
};

/** Arithmetic on constants that are one repeated number. */
const foldUniform: Rule = (r, node) => {
  const fold = ELEMENTWISE_FOLDS[node.op];
  if (!fold || r.info(input(node, 0)).dtype !== 'float') return undefined;
  const values = node.inputs.map((id) => uniformValue(r.graph, id));
  if (values.some((value) => value === undefined)) return undefined;
  const shape = node.inputs
    .map((id) => shapeOf(r, id))
    .reduce((a, b) => (sizeOf(b) > sizeOf(a) || b.length > a.length ? b : a));
  // The shapes of [3,1] and [1,4] together are neither's: leave such a pair alone.
  if (node.inputs.some((id) => sizeOf(shapeOf(r, id)) > 1 && !sameShape(shapeOf(r, id), shape)))
    return undefined;
  const [a, b] = values as [number, number];
  return r.constant({ shape, dtype: r.info(input(node, 0)).dtype }, Float64Array.of(fold(a, b)));
};

/** x·1, x/1, x+0, x−0, where x already has the shape of the result. */
const skipNeutral: Rule = (r, node) => {
  const neutral = { Add: 0, Sub: 0, Multiply: 1, RealDiv: 1 }[node.op as 'Add'];
  if (neutral === undefined) return undefined;
  const [a, b] = [input(node, 0), input(node, 1)];
  const commutes = node.op === 'Add' || node.op === 'Multiply';
  if (uniformValue(r.graph, b) === neutral && fills(r, a, b)) return a;
  if (commutes && uniformValue(r.graph, a) === neutral && fills(r, b, a)) return b;
  return undefined;
};

/** Whether broadcasting x against y gives x's own shape. */
function fills(r: Rewriter, x: ValueId, y: ValueId): boolean {
  const [full, other] = [shapeOf(r, x), shapeOf(r, y)];
  const offset = full.length - other.length;
  return offset >= 0 && other.every((d, axis) => d === 1 || d === full[axis + offset]);
}

/** Broadcasting kernels stretch by themselves: a Tile that only stretches is dropped where the other side is full. */
const skipBroadcast: Rule = (r, node) => {
  if (!['Add', 'Sub', 'Multiply', 'RealDiv'].includes(node.op)) return undefined;
  for (const i of [0, 1]) {
    const maker = r.maker(input(node, i));
    if (maker?.op !== 'Tile') continue;
    const source = input(maker, 0);
    const other = input(node, 1 - i);
    const stretches = shapeOf(r, source).every(
      (d, axis) => d === 1 || d === shapeOf(r, input(node, i))[axis],
    );
    if (!stretches || !fills(r, other, input(node, i))) continue;
    return r.node(node.op, i === 0 ? [source, other] : [other, source], node.attributes);
  }
  return undefined;
};

/** Reshapes that change nothing, chains of them, and those of constants. */
const skipReshape: Rule = (r, node) => {
  if (node.op !== 'Reshape' && node.op !== 'ExpandDims') return undefined;
  const x = input(node, 0);
  const from = shapeOf(r, x);
  const to =
    node.op === 'Reshape'
      ? completed(node, from)
      : from.toSpliced(resolveAxes(node.attributes['dim'], from.length + 1)[0] as number, 0, 1);
  if (sameShape(from, to)) return x;
  const data = r.graph.constants.get(x);
  if (data) return r.constant({ shape: to, dtype: r.info(x).dtype }, data);
  const maker = r.maker(x);
  const source = maker?.op === 'Reshape' ? input(maker, 0) : x;
  if (sameShape(shapeOf(r, source), to)) return source;
  return source === x && node.op === 'Reshape' ? undefined : r.node('Reshape', [source], { shape: to });
};

function completed(node: GraphNode, from: readonly number[]): number[] {
  const to = node.attributes['shape'] as readonly number[];
  const known = to.reduce((product, d) => (d === -1 ? product : product * d), 1);
  return to.map((d) => (d === -1 ? sizeOf(from) / known : d));
}

/** Tiles that repeat nothing. */
const skipTile: Rule = (_, node) => {
  const reps = node.op === 'Tile' ? (node.attributes['reps'] as readonly number[]) : [0];
  return reps.every((n) => n === 1) ? input(node, 0) : undefined;
};

/** Sums over axes of length 1 are reshapes. */
const reduceNothing: Rule = (r, node) => {
  if (!['Sum', 'Mean', 'Max', 'Min'].includes(node.op)) return undefined;
  const x = input(node, 0);
  // The mean of integers is a float.
  if (node.op === 'Mean' && r.info(x).dtype === 'int32') return undefined;
  const shape = shapeOf(r, x);
  const axes = resolveAxes(node.attributes['axis'] ?? node.attributes['reductionIndices'], shape.length);
  if (!axes.every((axis) => shape[axis] === 1)) return undefined;
  const to = node.attributes['keepDims'] ? shape : shape.filter((_d, axis) => !axes.includes(axis));
  return sameShape(to, shape) ? x : r.node('Reshape', [x], { shape: to });
};

/** Transposes that swap the last two axes of a factor are absorbed by the product. */
const absorbTranspose: Rule = (r, node) => {
  if (node.op !== 'BatchMatMul') return undefined;
  for (const [i, flag] of (['transposeA', 'transposeB'] as const).entries()) {
    const maker = r.maker(input(node, i));
    if (maker?.op !== 'Transpose' || !swapsLastTwo(maker.attributes['perm'] as readonly number[])) continue;
    const inputs = node.inputs.with(i, input(maker, 0));
    return r.node('BatchMatMul', inputs, { ...node.attributes, [flag]: !node.attributes[flag] });
  }
  return undefined;
};

function swapsLastTwo(perm: readonly number[]): boolean {
  const n = perm.length;
  return perm.every((from, to) => from === (to === n - 1 ? n - 2 : to === n - 2 ? n - 1 : to));
}

/** A select between constants or a product with a sign flip is left to ONNX Runtime; a double negation is not. */
const skipDoubleNegation: Rule = (r, node) => {
  const maker = node.op === 'Neg' ? r.maker(input(node, 0)) : undefined;
  return maker?.op === 'Neg' ? input(maker, 0) : undefined;
};

/** The order matters only for speed: each rule stands alone. */
export const SIMPLIFICATIONS: Readonly<Record<string, Rule>> = {
  skipIdentity,
  foldUniform,
  skipNeutral,
  skipBroadcast,
  skipReshape,
  skipTile,
  reduceNothing,
  absorbTranspose,
  skipDoubleNegation,
};

/** @file A LayerNorm's scale s and shift t in front of a linear layer, moved into the layer's weight and bias:
 *  (x̂·diag(s) + t)·W + b = x̂·(diag(s)·W) + (t·W + b). What were kernels over all rows become kernels over the weight, in
 *  the gradients too, and with a weight whose columns have mean 0 the gradient's rows have mean 0 by themselves. Done
 *  where there are many more rows than outputs (Nanda et al.'s full batch: eleven kernels over 3830 rows for each of two
 *  norms). Products of parameters stay as many and as large as they were. */
import type { Graph, GraphNode, ValueId } from '../graph/graph.ts';
import { resolveAxes } from '../graph/kernel-row.ts';
import { GraphUses } from './graph-uses.ts';
import { sweep, type Rewriter, type Rule } from './rewrite.ts';

/** Rows must be this many times the outputs of the layer. */
const MIN_RATIO = 2;

/** A norm and the only layer that reads it. Ids are those of the graph. */
interface NormAndLinear {
  /** [rows, d], standardized */
  readonly normalized: ValueId;
  /** [d] each */
  readonly scale: ValueId;
  readonly shift: ValueId;
  /** [d, n] */
  readonly weight: ValueId;
  /** Gradient of the layer's output, [rows, n]. */
  readonly outer: ValueId;
  /** What is replaced. */
  readonly product: GraphNode;
  readonly bias?: ValueId;
  readonly weightGradient: GraphNode;
  readonly scaleGradient: GraphNode;
  readonly shiftGradient: GraphNode;
  /** The gradient of x̂ less its mean over each row. */
  readonly centered: GraphNode;
}

type Make = (r: Rewriter, at: (id: ValueId) => ValueId) => ValueId;

/** The graph with every such norm moved into its layer. */
export function foldNorms(graph: Graph): Graph {
  const uses = new GraphUses(graph);
  const makes = new Map<GraphNode, Make>();
  for (const node of graph.nodes) {
    const found = findNorm(uses, node);
    if (found) for (const [replaced, make] of replacements(found)) makes.set(replaced, make);
  }
  const rule: Rule = (r, _node, { original, renamed }) => makes.get(original)?.(r, renamed);
  return makes.size === 0 ? graph : sweep(graph, [rule]);
}

/** The norm in front of a product, where both have the form that training gives them. */
function findNorm(uses: GraphUses, product: GraphNode): NormAndLinear | undefined {
  const { transposeA, transposeB } = product.attributes;
  if (product.op !== 'BatchMatMul' || transposeA || transposeB) return undefined;
  const [input, weight] = product.inputs as [ValueId, ValueId];
  const affine = affineOf(uses, input);
  const [rows, outputs] = uses.shape(product.outputs[0] as ValueId) as [number, number];
  if (!affine || rows < MIN_RATIO * outputs || uses.info(input).dtype !== 'float') return undefined;
  const weightGradient = uses
    .of(input)
    .find((node) => node.op === 'BatchMatMul' && node.inputs[0] === input && node.attributes['transposeA']);
  if (!weightGradient || weightGradient.attributes['transposeB'] || uses.of(input).length !== 2)
    return undefined;
  const outer = weightGradient.inputs[1] as ValueId;
  const backward = backwardOf(uses, affine, outer, weight);
  return backward && { ...affine, ...backward, ...withBias(uses, product), weight, outer, weightGradient };
}

/** x̂·s + t of which nothing else is used. */
function affineOf(
  uses: GraphUses,
  id: ValueId,
): Pick<NormAndLinear, 'normalized' | 'scale' | 'shift'> | undefined {
  const sum = uses.maker(id);
  const scaled = sum?.op === 'Add' ? uses.maker(sum.inputs[0] as ValueId) : undefined;
  if (scaled?.op !== 'Multiply' || uses.of(scaled.outputs[0] as ValueId).length !== 1) return undefined;
  const [normalized, scale] = scaled.inputs as [ValueId, ValueId];
  const shift = sum?.inputs[1] as ValueId;
  const width = String(uses.shape(normalized)[1]);
  const areRows = [scale, shift].every((row) => uses.shape(row).join() === width);
  return areRows && uses.shape(normalized).length === 2 ? { normalized, scale, shift } : undefined;
}

/** The product, or the sum of it and a bias. */
function withBias(uses: GraphUses, product: GraphNode): Pick<NormAndLinear, 'product' | 'bias'> {
  const output = product.outputs[0] as ValueId;
  const [sum, ...others] = uses.of(output);
  const isBias = sum?.op === 'Add' && others.length === 0 && sum.inputs[0] === output;
  const bias = isBias ? (sum.inputs[1] as ValueId) : undefined;
  if (bias === undefined || uses.shape(bias).length !== 1) return { product };
  return { product: sum as GraphNode, bias };
}

/** The ways in which the gradient of the norm's result is used: scaled and centered, and in two sums over rows. */
function backwardOf(
  uses: GraphUses,
  { normalized, scale }: Pick<NormAndLinear, 'normalized' | 'scale'>,
  outer: ValueId,
  weight: ValueId,
): Pick<NormAndLinear, 'scaleGradient' | 'shiftGradient' | 'centered'> | undefined {
  const pulled = uses
    .of(outer)
    .find(
      ({ op, inputs, attributes }) =>
        op === 'BatchMatMul' && inputs[0] === outer && inputs[1] === weight && attributes['transposeB'],
    );
  if (!pulled || pulled.attributes['transposeA']) return undefined;
  const gradient = pulled.outputs[0] as ValueId;
  const times = (factor: ValueId) =>
    uses.of(gradient).find(({ op, inputs }) => op === 'Multiply' && inputs[1] === factor);
  const shiftGradient = uses.of(gradient).find((node) => sumsOverRows(node));
  const scaleGradient = onlyUse(uses, times(normalized));
  const centered = centeredOf(uses, times(scale));
  const isAll = uses.of(gradient).length === 3;
  if (!isAll || !shiftGradient || !scaleGradient || !sumsOverRows(scaleGradient) || !centered)
    return undefined;
  return { scaleGradient, shiftGradient, centered };
}

const sumsOverRows = ({ op, attributes }: GraphNode): boolean =>
  op === 'Sum' && !attributes['keepDims'] && resolveAxes(attributes['axis'], 2).join() === '0';

function onlyUse(uses: GraphUses, node: GraphNode | undefined): GraphNode | undefined {
  const all = node ? uses.of(node.outputs[0] as ValueId) : [];
  return all.length === 1 ? all[0] : undefined;
}

/** x − mean(x) of each row, where x has no other use. */
function centeredOf(uses: GraphUses, scaled: GraphNode | undefined): GraphNode | undefined {
  if (!scaled) return undefined;
  const x = scaled.outputs[0] as ValueId;
  const mean = uses.of(x).find(({ op, attributes }) => op === 'Mean' && attributes['keepDims']);
  const axes = mean && resolveAxes(mean.attributes['axis'], 2).join();
  const less = uses.of(x).find(({ op, inputs }) => op === 'Sub' && inputs[1] === mean?.outputs[0]);
  return axes === '1' && uses.of(x).length === 2 ? less : undefined;
}

const OVER_ROWS = { axis: [0], keepDims: true };

function replacements(norm: NormAndLinear): [GraphNode, Make][] {
  const row = (r: Rewriter, vector: ValueId) =>
    r.node('Reshape', [vector], { shape: [1, r.info(vector).shape[0] as number] });
  const column = (r: Rewriter, vector: ValueId) =>
    r.node('Reshape', [vector], { shape: [r.info(vector).shape[0] as number, 1] });
  /** diag(s)·W */
  const scaled: Make = (r, at) => r.node('Multiply', [at(norm.weight), column(r, at(norm.scale))]);
  /** x̂ᵀ·G */
  const bare: Make = (r, at) =>
    r.node('BatchMatMul', [at(norm.normalized), at(norm.outer)], { transposeA: true, transposeB: false });
  const outerSum: Make = (r, at) => r.node('Sum', [at(norm.outer)], OVER_ROWS);
  const forward: Make = (r, at) => {
    const offset = r.node('BatchMatMul', [row(r, at(norm.shift)), at(norm.weight)]);
    const bias = norm.bias === undefined ? offset : r.node('Add', [offset, at(norm.bias)]);
    return r.node('Add', [r.node('BatchMatMul', [at(norm.normalized), scaled(r, at)]), bias]);
  };
  const weightGradient: Make = (r, at) => {
    const ofShift = r.node('BatchMatMul', [column(r, at(norm.shift)), outerSum(r, at)]);
    return r.node('Add', [ofShift, r.node('Multiply', [bare(r, at), column(r, at(norm.scale))])]);
  };
  const centered: Make = (r, at) => {
    const whole = scaled(r, at);
    const level = r.node('Sub', [whole, r.node('Mean', [whole], OVER_ROWS)]);
    return r.node('BatchMatMul', [at(norm.outer), level], { transposeA: false, transposeB: true });
  };
  const scaleGradient: Make = (r, at) =>
    r.node('Sum', [r.node('Multiply', [at(norm.weight), bare(r, at)])], { axis: [1], keepDims: false });
  const shiftGradient: Make = (r, at) => {
    const sums = r.node('BatchMatMul', [outerSum(r, at), at(norm.weight)], { transposeB: true });
    return r.node('Reshape', [sums], { shape: [r.info(sums).shape[1] as number] });
  };
  return [
    [norm.product, forward],
    [norm.weightGradient, weightGradient],
    [norm.centered, centered],
    [norm.scaleGradient, scaleGradient],
    [norm.shiftGradient, shiftGradient],
  ];
}

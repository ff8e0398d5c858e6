/** @file The gradients of the TF.js kernels that models and losses use, registered with TF.js by `registerGradients`.
 *  TF.js ships its own only as modules that Node cannot load beside the package's main file, and they multiply by
 *  full-size ones where a broadcast would do; here each is written with as few kernels as the algebra needs. */
import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';

type Attributes = Record<string, unknown>;
type Gradients = Record<string, () => Tensor>;
type GradientOf = (dy: Tensor, saved: Tensor[], attributes: Attributes) => Gradients;

const at = (tensors: readonly Tensor[], index: number): Tensor => tensors[index] as Tensor;

/** The gradients of a kernel with several results; TF.js passes that of a single one bare. */
const listOf = (dy: Tensor | Tensor[]): Tensor[] => [dy].flat();

/** Sums a gradient over the axes along which its tensor was broadcast. */
function sumToShape(dy: Tensor, shape: readonly number[]): Tensor {
  const extra = dy.rank - shape.length;
  const axes = dy.shape
    .map((_, axis) => axis)
    .filter((axis) => axis < extra || (shape[axis - extra] === 1 && dy.shape[axis] !== 1));
  const summed = axes.length > 0 ? tf.sum(dy, axes) : dy;
  return tf.reshape(summed, [...shape]);
}

/** Axes of a reduction as non-negative numbers; TF.js passes undefined, one number or several. */
function reducedAxes(rank: number, attributes: Attributes): number[] {
  const given = (attributes['axis'] ?? attributes['reductionIndices']) as number | number[] | undefined;
  const axes =
    given === undefined || given === null ? Array.from({ length: rank }, (_, i) => i) : [given].flat();
  return axes.map((axis) => (axis < 0 ? axis + rank : axis));
}

/** A reduction's gradient with the reduced axes back as ones, ready to broadcast. */
function keepReduced(dy: Tensor, x: Tensor, attributes: Attributes): Tensor {
  const axes = reducedAxes(x.rank, attributes);
  return tf.reshape(
    dy,
    x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length)),
  );
}

function elementwise(gradient: (dy: Tensor, x: Tensor) => Tensor): Partial<GradConfig> {
  return {
    inputsToSave: ['x'],
    gradFunc: gradientFunction((dy, saved) => ({ x: () => gradient(dy, at(saved, 0)) })),
  };
}

function fromOutput(
  input: string,
  gradient: (dy: Tensor, y: Tensor, attributes: Attributes) => Tensor,
): Partial<GradConfig> {
  return {
    outputsToSave: [true],
    gradFunc: gradientFunction((dy, saved, a) => ({ [input]: () => gradient(dy, at(saved, 0), a) })),
  };
}

function binary(
  a: (dy: Tensor, x: Tensor, y: Tensor) => Tensor,
  b: (dy: Tensor, x: Tensor, y: Tensor) => Tensor,
): Partial<GradConfig> {
  return {
    inputsToSave: ['a', 'b'],
    gradFunc: gradientFunction((dy, saved) => {
      const [x, y] = [at(saved, 0), at(saved, 1)];
      return { a: () => sumToShape(a(dy, x, y), x.shape), b: () => sumToShape(b(dy, x, y), y.shape) };
    }),
  };
}

function withInput(
  input: string,
  gradient: (dy: Tensor, x: Tensor, attributes: Attributes) => Tensor,
): Partial<GradConfig> {
  return {
    inputsToSave: [input],
    gradFunc: gradientFunction((dy, saved, a) => ({ [input]: () => gradient(dy, at(saved, 0), a) })),
  };
}

function gradientFunction(gradient: GradientOf): GradConfig['gradFunc'] {
  return (dy, saved, attributes) => gradient(dy as Tensor, saved, attributes as Attributes);
}

/** 1 where y is positive, else 0. An engine may give less than 1 where y is denormal (`steep`), which is cheaper. */
function positive(y: Tensor): Tensor {
  return tf.engine().runKernel(tf.Step, { x: y }, { alpha: 0, steep: true });
}

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

const GRADIENTS: Readonly<Record<string, Partial<GradConfig>>> = {
  [tf.Add]: binary(
    (dy) => dy,
    (dy) => dy,
  ),
  [tf.Sub]: binary(
    (dy) => dy,
    (dy) => tf.neg(dy),
  ),
  [tf.Multiply]: binary(
    (dy, _, y) => tf.mul(dy, y),
    (dy, x) => tf.mul(dy, x),
  ),
  [tf.RealDiv]: binary(
    (dy, _, y) => tf.div(dy, y),
    (dy, x, y) => tf.neg(tf.div(tf.mul(dy, x), tf.square(y))),
  ),
  [tf.Maximum]: binary(
    (dy, x, y) => tf.mul(dy, tf.cast(tf.greaterEqual(x, y), 'float32')),
    (dy, x, y) => tf.mul(dy, tf.cast(tf.less(x, y), 'float32')),
  ),
  [tf.SquaredDifference]: binary(
    (dy, x, y) => tf.mul(dy, tf.mul(tf.sub(x, y), 2)),
    (dy, x, y) => tf.mul(dy, tf.mul(tf.sub(y, x), 2)),
  ),
  [tf.AddN]: {
    saveAllInputs: true,
    gradFunc: gradientFunction((dy, saved) => Object.fromEntries(saved.map((_, i) => [String(i), () => dy]))),
  },

  [tf.Neg]: elementwise((dy) => tf.neg(dy)),
  [tf.Abs]: elementwise((dy, x) => tf.mul(dy, tf.sign(x))),
  [tf.Square]: elementwise((dy, x) => tf.mul(dy, tf.mul(x, 2))),
  [tf.Log]: elementwise((dy, x) => tf.div(dy, x)),
  [tf.Erf]: elementwise((dy, x) => tf.mul(dy, tf.mul(tf.exp(tf.neg(tf.square(x))), TWO_OVER_ROOT_PI))),
  // From the output, which is positive where the input is: then only Relu reads what comes before it, and both can fuse.
  [tf.Relu]: fromOutput('x', (dy, y) => tf.mul(dy, positive(y))),
  [tf.Exp]: fromOutput('x', (dy, y) => tf.mul(dy, y)),
  [tf.Sqrt]: fromOutput('x', (dy, y) => tf.div(dy, tf.mul(y, 2))),
  [tf.Rsqrt]: fromOutput('x', (dy, y) => tf.mul(dy, tf.mul(tf.mul(y, tf.square(y)), -0.5))),
  [tf.Tanh]: fromOutput('x', (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),
  [tf.Sigmoid]: fromOutput('x', (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
  [tf.Softmax]: fromOutput('logits', (dy, y, a) => {
    const weighted = tf.mul(dy, y);
    return tf.sub(weighted, tf.mul(tf.sum(weighted, a['dim'] as number, true), y));
  }),

  [tf.Sum]: withInput('x', (dy, x, a) => tf.broadcastTo(keepReduced(dy, x, a), x.shape)),
  [tf.Mean]: withInput('x', (dy, x, a) =>
    tf.broadcastTo(tf.mul(keepReduced(dy, x, a), dy.size / x.size), x.shape),
  ),
  [tf.Max]: {
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: gradientFunction((dy, saved, a) => {
      const [x, y] = [at(saved, 0), at(saved, 1)];
      return {
        x: () => tf.mul(keepReduced(dy, x, a), tf.cast(tf.equal(x, keepReduced(y, x, a)), 'float32')),
      };
    }),
  },

  [tf.Identity]: { gradFunc: gradientFunction((dy) => ({ x: () => dy })) },
  [tf.Cast]: { gradFunc: gradientFunction((dy) => ({ x: () => dy })) },
  [tf.Reshape]: withInput('x', (dy, x) => tf.reshape(dy, x.shape)),
  [tf.ExpandDims]: withInput('input', (dy, x) => tf.reshape(dy, x.shape)),
  [tf.Transpose]: {
    gradFunc: gradientFunction((dy, _, a) => ({
      x: () => tf.transpose(dy, inversePermutation(a['perm'] as number[])),
    })),
  },
  [tf.Tile]: withInput('x', (dy, x, a) => {
    const reps = a['reps'] as number[];
    const split = x.shape.flatMap((length, axis) => [reps[axis] as number, length]);
    return tf.sum(
      tf.reshape(dy, split),
      x.shape.map((_, axis) => 2 * axis),
    );
  }),
  [tf.Slice]: withInput('x', (dy, x, a) => {
    const begin = a['begin'] as number[];
    return tf.pad(
      dy,
      begin.map((b, axis): [number, number] => [
        b,
        (x.shape[axis] as number) - b - (dy.shape[axis] as number),
      ]),
    );
  }),
  [tf.Concat]: {
    saveAllInputs: true,
    gradFunc: gradientFunction((dy, saved, a) => {
      const axis = ((a['axis'] as number) + dy.rank) % dy.rank;
      const parts = tf.split(
        dy,
        saved.map((x) => x.shape[axis] as number),
        axis,
      );
      return Object.fromEntries(parts.map((part, i) => [String(i), () => part]));
    }),
  },
  [tf.Pack]: {
    saveAllInputs: true,
    gradFunc: gradientFunction((dy, _, a) =>
      Object.fromEntries(tf.unstack(dy, a['axis'] as number).map((part, i) => [String(i), () => part])),
    ),
  },
  [tf.Unpack]: {
    gradFunc: (dy, _, a) => ({ value: () => tf.stack(listOf(dy), (a as Attributes)['axis'] as number) }),
  },
  [tf.SplitV]: {
    gradFunc: (dy, _, a) => ({ x: () => tf.concat(listOf(dy), (a as Attributes)['axis'] as number) }),
  },
  [tf.Select]: {
    inputsToSave: ['condition'],
    gradFunc: gradientFunction((dy, saved) => ({
      condition: () => tf.zerosLike(at(saved, 0)),
      t: () => tf.mul(dy, tf.cast(at(saved, 0), 'float32')),
      e: () => tf.mul(dy, tf.cast(tf.logicalNot(at(saved, 0)), 'float32')),
    })),
  },

  [tf.BatchMatMul]: {
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved, attributes) =>
      productGradients(dy as Tensor, at(saved, 0), at(saved, 1), attributes),
  },
  [tf.GatherV2]: {
    inputsToSave: ['x', 'indices'],
    gradFunc: gradientFunction((dy, saved, a) => {
      const [x, indices] = [at(saved, 0), at(saved, 1)];
      if (a['axis'] !== 0) throw new Error('gradients: GatherV2 is differentiated along axis 0 alone');
      const flat = tf.reshape(dy, [indices.size, ...x.shape.slice(1)]);
      return {
        x: () =>
          tf.unsortedSegmentSum(
            flat,
            tf.reshape(indices, [indices.size]) as tf.Tensor1D,
            x.shape[0] as number,
          ),
        indices: () => indices,
      };
    }),
  },
};

function inversePermutation(permutation: readonly number[]): number[] {
  const inverse = new Array<number>(permutation.length);
  for (const [to, from] of permutation.entries()) inverse[from] = to;
  return inverse;
}

/** Gradients of a·b for each of the four ways to transpose, without transposing anything. */
function productGradients(dy: Tensor, a: Tensor, b: Tensor, attributes: NamedAttrMap): Gradients {
  const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean };
  return {
    a: () => (transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB)),
    b: () => (transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false)),
  };
}

let registered = false;

/** Makes TF.js able to differentiate the kernels above. Whoever calls `tf.grads` calls this first; twice does no harm. */
export function registerGradients(): void {
  if (registered) return;
  registered = true;
  for (const [kernelName, config] of Object.entries(GRADIENTS)) {
    // An engine package that brings TF.js's own gradients (tfjs-node) must not decide which ones run.
    if (tf.getGradient(kernelName)) tf.unregisterGradient(kernelName);
    tf.registerGradient({ kernelName, ...config } as GradConfig);
  }
}

/** The kernels that have a gradient here. */
export const DIFFERENTIABLE_KERNELS: readonly string[] = Object.keys(GRADIENTS);

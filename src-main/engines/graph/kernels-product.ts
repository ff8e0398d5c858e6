/** @file Matrix products. */
import { emitProduct } from './any-threads.ts';
import type { OpName } from './op-name.ts';
import {
  broadcastShapes,
  first,
  second,
  sizeOf,
  type KernelFamily,
  type LoweringCall,
  type OnnxName,
} from './kernel-row.ts';

export type ProductOp = Extract<OpName, 'BatchMatMul'>;

/** A permutation that swaps the last two axes. */
function swapLast(rank: number): number[] {
  const axes = Array.from({ length: rank }, (_, i) => i);
  return [...axes.slice(0, -2), rank - 1, rank - 2];
}

/** Two matrices multiply with the same result on any number of threads; more axes, which models do not use, go through MatMul. */
function lowerProduct(call: LoweringCall): OnnxName {
  const { emitter, names, inputs, outputs, attributes } = call;
  const [transA, transB] = [Boolean(attributes['transposeA']), Boolean(attributes['transposeB'])];
  const batches = inputs.map((x) => sizeOf(x.shape.slice(0, -2)));
  if (batches.every((n) => n === 1)) {
    const [a, b] = inputs.map((x, i) => asMatrix(call, names[i] as OnnxName, x.shape)) as [
      OnnxName,
      OnnxName,
    ];
    const { shape, dtype } = first(outputs);
    const inner = first(inputs).shape.at(transA ? -2 : -1) as number;
    const size = [shape.at(-2) as number, inner, shape.at(-1) as number] as const;
    const product = emitProduct(emitter, { a, b, transA, transB, size, dtype });
    return shape.length === 2 ? product : emitter.emit('Reshape', [product, emitter.int64([...shape])]);
  }
  const turned = inputs.map((x, i) => {
    const name = names[i] as OnnxName;
    return (i === 0 ? transA : transB)
      ? emitter.emit('Transpose', [name], { perm: swapLast(x.shape.length) })
      : name;
  });
  return emitter.emit('MatMul', turned);
}

function asMatrix({ emitter }: LoweringCall, name: OnnxName, shape: readonly number[]): OnnxName {
  return shape.length === 2 ? name : emitter.emit('Reshape', [name, emitter.int64(shape.slice(-2))]);
}

export const products: KernelFamily<ProductOp> = {
  BatchMatMul: {
    inputs: ['a', 'b'],
    shape: (inputs, attributes) => {
      const [a, b] = [first(inputs).shape, second(inputs).shape];
      const rows = attributes['transposeA'] ? a.at(-1) : a.at(-2);
      const inner = attributes['transposeA'] ? a.at(-2) : a.at(-1);
      const innerB = attributes['transposeB'] ? b.at(-1) : b.at(-2);
      const columns = attributes['transposeB'] ? b.at(-2) : b.at(-1);
      if (inner !== innerB) throw new Error(`BatchMatMul: inner lengths ${inner} and ${innerB} differ`);
      const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
      return { shape: [...batch, rows as number, columns as number], dtype: first(inputs).dtype };
    },
    lower: lowerProduct,
  },
};

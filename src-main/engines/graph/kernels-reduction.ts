/** @file Kernels that reduce axes. */
import type { OpName } from './op-name.ts';
import { first, resolveAxes, type KernelFamily, type KernelRow, type LoweringCall } from './kernel-row.ts';
import type { Attributes } from './graph.ts';

export type ReductionOp = Extract<OpName, 'Sum' | 'Mean' | 'Max' | 'Min' | 'Softmax'>;

/** TF.js calls the axes `axis` for Sum and Mean but `reductionIndices` for Max and Min. */
const axesOf = (attributes: Attributes, rank: number): number[] =>
  resolveAxes(attributes['axis'] ?? attributes['reductionIndices'], rank);

function reduction(op: string): KernelRow {
  return {
    inputs: ['x'],
    shape: (inputs, attributes) => {
      const { shape, dtype } = first(inputs);
      const axes = axesOf(attributes, shape.length);
      if (attributes['keepDims'])
        return { shape: shape.map((d, axis) => (axes.includes(axis) ? 1 : d)), dtype };
      return { shape: shape.filter((_, axis) => !axes.includes(axis)), dtype };
    },
    lower: (call) => lowerReduction(op, call),
  };
}

function lowerReduction(op: string, { emitter, names, inputs, attributes }: LoweringCall): string {
  const axes = axesOf(attributes, first(inputs).shape.length);
  // ONNX takes an empty list of axes for "all of them"; here it means "none".
  if (axes.length === 0) return first(names);
  return emitter.emit(op, [first(names), emitter.int64(axes)], { keepdims: attributes['keepDims'] ? 1 : 0 });
}

export const reductions: KernelFamily<ReductionOp> = {
  Sum: reduction('ReduceSum'),
  Mean: reduction('ReduceMean'),
  Max: reduction('ReduceMax'),
  Min: reduction('ReduceMin'),
  Softmax: {
    inputs: ['logits'],
    shape: (inputs) => first(inputs),
    lower: ({ emitter, names, attributes }) =>
      emitter.emit('Softmax', [first(names)], { axis: (attributes['dim'] as number) ?? -1 }),
  },
};

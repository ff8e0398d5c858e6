/** @file Kernels that reduce axes. */
import { emitColumnSums } from './any-threads.ts';
import type { OpName } from './op-name.ts';
import { first, resolveAxes, type KernelFamily, type KernelRow, type LoweringCall } from './kernel-row.ts';
import type { Attributes, DType } from './graph.ts';

export type ReductionOp = Extract<OpName, 'Sum' | 'Mean' | 'Max' | 'Min' | 'Softmax'>;

/** TF.js calls the axes `axis` for Sum and Mean but `reductionIndices` for Max and Min. */
const axesOf = (attributes: Attributes, rank: number): number[] =>
  resolveAxes(attributes['axis'] ?? attributes['reductionIndices'], rank);

/** @param resultOf type of the result for that of the input */
function reduction(op: string, resultOf: (dtype: DType) => DType = (dtype) => dtype): KernelRow {
  return {
    inputs: ['x'],
    shape: (inputs, attributes) => {
      const { shape } = first(inputs);
      const dtype = resultOf(first(inputs).dtype);
      const axes = axesOf(attributes, shape.length);
      if (attributes['keepDims'])
        return { shape: shape.map((d, axis) => (axes.includes(axis) ? 1 : d)), dtype };
      return { shape: shape.filter((_, axis) => !axes.includes(axis)), dtype };
    },
    lower: (call) => lowerReduction(op, call),
  };
}

function lowerReduction(op: string, { emitter, names, inputs, outputs, attributes }: LoweringCall): string {
  const { shape, dtype } = first(inputs);
  const to = first(outputs).dtype;
  const x = dtype === to ? first(names) : emitter.emit('Cast', [first(names)], { to: emitter.type(to) });
  const axes = axesOf(attributes, shape.length);
  // ONNX takes an empty list of axes for "all of them"; here it means "none".
  if (axes.length === 0) return x;
  return emitter.emit(op, [x, emitter.int64(axes)], { keepdims: attributes['keepDims'] ? 1 : 0 });
}

/** Sums over the rows of a matrix have a faster way. */
function lowerSum(call: LoweringCall): string {
  const { emitter, names, inputs, outputs, attributes } = call;
  const overRows = axesOf(attributes, first(inputs).shape.length).join() === '0';
  const sums = overRows ? emitColumnSums(emitter, first(names), first(inputs)) : undefined;
  if (sums === undefined) return lowerReduction('ReduceSum', call);
  return attributes['keepDims']
    ? sums
    : emitter.emit('Reshape', [sums, emitter.int64([...first(outputs).shape])]);
}

export const reductions: KernelFamily<ReductionOp> = {
  Sum: { ...reduction('ReduceSum'), lower: lowerSum },
  // The mean of integers is no integer.
  Mean: reduction('ReduceMean', (dtype) => (dtype === 'int32' ? 'float' : dtype)),
  Max: reduction('ReduceMax'),
  Min: reduction('ReduceMin'),
  Softmax: {
    inputs: ['logits'],
    shape: (inputs) => first(inputs),
    lower: ({ emitter, names, attributes }) =>
      emitter.emit('Softmax', [first(names)], { axis: (attributes['dim'] as number) ?? -1 }),
  },
};

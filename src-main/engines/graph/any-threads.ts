/** @file Nodes whose results do not depend on the number of threads. ONNX Runtime (1.30, CPU) divides large work among
 *  threads, and three of its kernels let the size of a thread's part decide about the last bit:
 *  - products with more columns than rows are divided by columns, and few columns make it add up longer stretches of the
 *    inner axis at a time; factors that it transposes while packing are exempt;
 *  - products with one column take another path, which treats the last rows of a part unlike the others;
 *  - logarithms, and exponentials in double, are computed by a vector loop, and what is left over by a scalar one. */
import { sizeOf, type Shape } from '../../base/named-arrays.ts';
import type { DType } from './graph.ts';
import { float, type Emitter, type OnnxName } from './kernel-row.ts';

/** Inner axes up to this length are added up in one stretch, whatever the division. */
const ONE_STRETCH = 128;
/** Arrays up to this length are left to one thread (observed: up to 9409). */
const ONE_THREAD = 4096;
/** ONNX element types. */
const SINGLE = 1;
const DOUBLE = 11;

export interface Product {
  readonly a: OnnxName;
  readonly b: OnnxName;
  readonly transA: boolean;
  readonly transB: boolean;
  /** [rows of a, once transposed where it is; inner length; columns of b] */
  readonly size: readonly [rows: number, inner: number, columns: number];
  readonly dtype: DType;
}

/** The product of two matrices. Gemm transposes while it packs. */
export function emitProduct(emitter: Emitter, { a, b, transA, transB, size, dtype }: Product): OnnxName {
  const [rows, inner, columns] = size;
  const flags = { transA: Number(transA), transB: Number(transB) };
  if (columns === 1 && !transA && !transB) {
    // A factor other than 1 keeps it from the path of one column; powers of 2 are exact.
    const half = emitter.emit('Mul', [b, emitter.floats([0.5], [], dtype)]);
    return emitter.emit('Gemm', [a, half], { alpha: float(2) });
  }
  if (columns > rows && inner > ONE_STRETCH && !transA) {
    const turned = transposed(emitter, a, rows, inner);
    return emitter.emit('Gemm', [turned, b], { ...flags, transA: 1 });
  }
  return transA || transB ? emitter.emit('Gemm', [a, b], flags) : emitter.emit('MatMul', [a, b]);
}

/** By way of three axes, or ONNX Runtime would take a Transpose and a Gemm that transposes for one that does not. */
function transposed(emitter: Emitter, a: OnnxName, rows: number, columns: number): OnnxName {
  const block = emitter.emit('Reshape', [a, emitter.int64([1, rows, columns])]);
  const turned = emitter.emit('Transpose', [block], { perm: [0, 2, 1] });
  return emitter.emit('Reshape', [turned, emitter.int64([columns, rows])]);
}

/** Fewer rows or columns than these are left to ReduceSum. */
const MIN_ROWS = 8;
const MIN_COLUMNS = 16;

/**
 * The sum over the rows of a matrix of singles as a product with a row of ones [1, columns], if it is large enough to
 * gain: ReduceSum over the first axis takes 1.5 times as long on one thread (512×512: 38 → 25 µs), and its threads write
 * to the same cache lines: 330 µs on two, where this stays at 38. A single row is added up column by column in the order
 * of rows, wherever threads divide the columns. Doubles have no such kernel.
 */
export function emitColumnSums(
  emitter: Emitter,
  x: OnnxName,
  { shape, dtype }: { shape: Shape; dtype: DType },
): OnnxName | undefined {
  const [rows, columns] = shape as [number, number];
  if (shape.length !== 2 || emitter.type(dtype) !== SINGLE) return undefined;
  if (rows < MIN_ROWS || columns < MIN_COLUMNS) return undefined;
  const ones = emitter.emit('Expand', [emitter.floats([1], [], dtype), emitter.int64([1, rows])]);
  return emitter.emit('Gemm', [ones, x]);
}

/** Natural logarithm: for long arrays that of a sum of one term, which is computed element by element. */
export function emitLog(emitter: Emitter, x: OnnxName, shape: Shape): OnnxName {
  if (sizeOf(shape) <= ONE_THREAD) return emitter.emit('Log', [x]);
  const terms = emitter.emit('Reshape', [x, emitter.int64([...shape, 1])]);
  return emitter.emit('ReduceLogSum', [terms, emitter.int64([shape.length])], { keepdims: 0 });
}

/** e is this times 1 + what the double nearest to it lacks. */
const LACK = 5.318237706605892e-17;

/**
 * Exponential. For long arrays of doubles it is a power of e, which is computed element by element; as the nearest double
 * is not e, the power is corrected by its part x·LACK.
 */
export function emitExp(
  emitter: Emitter,
  x: OnnxName,
  { shape, dtype }: { shape: Shape; dtype: DType },
): OnnxName {
  if (emitter.type(dtype) !== DOUBLE || sizeOf(shape) <= ONE_THREAD) return emitter.emit('Exp', [x]);
  const constant = (value: number): OnnxName => emitter.floats([value], [], dtype);
  const power = emitter.emit('Pow', [constant(Math.E), x]);
  // Where the power is 0 the correction must be too, not −∞ times 0.
  const bounded = emitter.emit('Max', [x, constant(-800)]);
  const correction = emitter.emit('Mul', [power, emitter.emit('Mul', [bounded, constant(LACK)])]);
  return emitter.emit('Add', [power, correction]);
}

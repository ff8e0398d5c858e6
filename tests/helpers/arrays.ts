/** @file Small arrays as tests need them, with plain loops that say what a kernel should give. */
import { sizeOf, type Shape } from '../../src-main/base/named-arrays.ts';
import { Rng } from '../../src-main/base/rng.ts';

/** Row-major numbers; an Int32Array is an int32 tensor. Floats fit into 32 bits, so that every precision sees the same. */
export interface Plain {
  readonly shape: Shape;
  readonly data: Float64Array | Int32Array;
}

export function plain(shape: Shape, numbers: readonly number[]): Plain {
  if (numbers.length !== sizeOf(shape)) throw new Error(`${numbers.length} numbers for [${shape.join()}]`);
  return { shape, data: Float64Array.from(numbers, Math.fround) };
}

export function ints(shape: Shape, numbers: readonly number[]): Plain {
  if (numbers.length !== sizeOf(shape)) throw new Error(`${numbers.length} numbers for [${shape.join()}]`);
  return { shape, data: Int32Array.from(numbers) };
}

let drawn = 0;

/** Floats in (low, high), other ones at each call. */
export function random(shape: Shape, low = -2, high = 2): Plain {
  const rng = new Rng(7, 'test', drawn++);
  return plain(
    shape,
    Array.from({ length: sizeOf(shape) }, () => low + (high - low) * rng.uniform()),
  );
}

/** Integers from `low` to `high`, both included. */
export function randomInts(shape: Shape, low: number, high: number): Plain {
  const rng = new Rng(7, 'test', drawn++);
  return ints(
    shape,
    Array.from({ length: sizeOf(shape) }, () => low + rng.integer(high - low + 1)),
  );
}

/** The multi-index of a position in row-major order. */
export function indexAt(shape: Shape, position: number): number[] {
  const index = new Array<number>(shape.length);
  let rest = position;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = rest % (shape[axis] as number);
    rest = Math.floor(rest / (shape[axis] as number));
  }
  return index;
}

export function positionOf(shape: Shape, index: readonly number[]): number {
  return shape.reduce((position, length, axis) => position * length + (index[axis] as number), 0);
}

/** Trailing axes aligned, length 1 stretched. */
export function broadcastShape(...shapes: Shape[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) =>
    Math.max(...shapes.map((shape) => shape[axis - rank + shape.length] ?? 1)),
  );
}

/** The element of an array that a broadcast puts at an index of the result. */
export function elementAt({ shape, data }: Plain, index: readonly number[]): number {
  const own = shape.map((length, axis) =>
    length === 1 ? 0 : (index[index.length - shape.length + axis] as number),
  );
  return data[positionOf(shape, own)] as number;
}

/** A function of one element of each array, at every place of their common shape. */
export function mapElements(f: (...elements: number[]) => number, ...arrays: Plain[]): number[] {
  const shape = broadcastShape(...arrays.map((array) => array.shape));
  return Array.from({ length: sizeOf(shape) }, (_, position) => {
    const index = indexAt(shape, position);
    return f(...arrays.map((array) => elementAt(array, index)));
  });
}

/** The elements that are reduced to each place of the result, in order. */
export function groups({ shape, data }: Plain, axes: readonly number[]): number[][] {
  const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const result: number[][] = Array.from({ length: sizeOf(kept) }, () => []);
  data.forEach((value, position) => {
    const index = indexAt(shape, position).map((i, axis) => (axes.includes(axis) ? 0 : i));
    (result[positionOf(kept, index)] as number[]).push(value);
  });
  return result;
}

/** The matrix product over the last two axes, the others broadcast. */
export function product(a: Plain, b: Plain, transposeA = false, transposeB = false): number[] {
  const [m, k] = transposeA ? [a.shape.at(-1), a.shape.at(-2)] : [a.shape.at(-2), a.shape.at(-1)];
  const n = transposeB ? b.shape.at(-2) : b.shape.at(-1);
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const shape = [...batch, m as number, n as number];
  return Array.from({ length: sizeOf(shape) }, (_, position) => {
    const index = indexAt(shape, position);
    const [row, column] = [index.at(-2) as number, index.at(-1) as number];
    const outer = index.slice(0, -2);
    let sum = 0;
    for (let i = 0; i < (k as number); i++) {
      const x = elementAt(a, [...outer, ...(transposeA ? [i, row] : [row, i])]);
      const y = elementAt(b, [...outer, ...(transposeB ? [column, i] : [i, column])]);
      sum += x * y;
    }
    return sum;
  });
}

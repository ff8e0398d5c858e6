/** @file Host arrays with a shape, by name: what goes into a program and what comes out of it. */

export type Shape = readonly number[];
export type FloatArray = Float32Array | Float64Array;
export type ArrayData = FloatArray | Int32Array;

/** Row-major data of the given shape. Floats are Float64Array only in programs compiled for float64. */
export interface HostArray<Data extends ArrayData = ArrayData> {
  readonly shape: Shape;
  readonly data: Data;
}

export type NamedArrays = Readonly<Record<string, HostArray>>;

/** Number of elements of a shape (1 for a scalar). */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

export function floats(shape: Shape, data: FloatArray): HostArray<FloatArray> {
  return { shape, data };
}

export function integers(shape: Shape, data: Int32Array | readonly number[]): HostArray<Int32Array> {
  return { shape, data: data instanceof Int32Array ? data : Int32Array.from(data) };
}

export function scalar(value: number): HostArray<Float64Array> {
  return { shape: [], data: Float64Array.of(value) };
}

/** The array called `name`, or an error that lists the names there are. */
export function namedArray(arrays: NamedArrays, name: string): HostArray {
  const array = arrays[name];
  if (!array) throw new Error(`no array named '${name}'; there are ${Object.keys(arrays).join(', ')}`);
  return array;
}

/** @file What several runs in one executable are given and give: arrays with a leading axis, one part for each run. */
import { sizeOf, type ArrayData, type HostArray, type NamedArrays } from '../base/named-arrays.ts';
import type { Signature, TensorSpec } from '../training/program.ts';

/** One signature for all: states and feeds have the leading axis; constants, which may differ, are in the graph. */
export function stackedSignature({ state, feeds }: Signature, replicas: number): Signature {
  const stacked = (specs: Readonly<Record<string, TensorSpec>>) =>
    Object.fromEntries(
      Object.entries(specs).map(([name, { shape, dtype }]) => [name, { shape: [replicas, ...shape], dtype }]),
    );
  return { state: stacked(state), constants: {}, feeds: stacked(feeds) };
}

/** The arrays of all runs as one. @param parts of the same names, shapes and types */
export function stackArrays(parts: readonly NamedArrays[]): NamedArrays {
  const names = Object.keys(parts[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, stacked(parts.map((part) => part[name] as HostArray))]),
  );
}

function stacked(arrays: readonly HostArray[]): HostArray {
  const { shape, data } = arrays[0] as HostArray;
  const all = new (data.constructor as new (length: number) => ArrayData)(data.length * arrays.length);
  arrays.forEach((array, i) => all.set(array.data, i * data.length));
  return { shape: [arrays.length, ...shape], data: all };
}

/** What belongs to one run, as copies. */
export function partOfArrays(arrays: NamedArrays, replica: number): NamedArrays {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { shape, data }]) => {
      const own = shape.slice(1);
      const size = sizeOf(own);
      return [name, { shape: own, data: data.slice(replica * size, (replica + 1) * size) as ArrayData }];
    }),
  );
}

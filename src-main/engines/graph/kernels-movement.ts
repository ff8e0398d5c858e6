/** @file Kernels that move data without computing. */
import type { OpName } from './op-name.ts';
import type { Attributes, ValueInfo } from './graph.ts';
import { first, resolveAxis, type KernelFamily, type LoweringCall, type OnnxName } from './kernel-row.ts';
import { lowerFilled } from './kernels-elementwise.ts';

export type MovementOp = Extract<
  OpName,
  'Identity' | 'Reshape' | 'ExpandDims' | 'Transpose' | 'Tile' | 'Slice' | 'PadV2' | 'Concat' | 'Pack' | 'Unpack' | 'SplitV' | 'Fill'
>; // oxfmt-ignore

const numbers = (attributes: Attributes, name: string): readonly number[] =>
  attributes[name] as readonly number[];

/** The shape with -1 replaced by what the size leaves. */
function completeShape(shape: readonly number[], size: number): number[] {
  const known = shape.reduce((product, d) => (d === -1 ? product : product * d), 1);
  return shape.map((d) => (d === -1 ? size / known : d));
}

function reshapeToOutput({ emitter, names, outputs }: LoweringCall): OnnxName {
  return emitter.emit('Reshape', [first(names), emitter.int64([...first(outputs).shape])]);
}

/** Tile over axes of length 1 is a broadcast, which ONNX's Expand does without copying counters. */
function lowerTile({ emitter, names, inputs, outputs, attributes }: LoweringCall): OnnxName {
  const reps = numbers(attributes, 'reps');
  const broadcasts = first(inputs).shape.every((d, axis) => d === 1 || reps[axis] === 1);
  if (broadcasts) return emitter.emit('Expand', [first(names), emitter.int64([...first(outputs).shape])]);
  return emitter.emit('Tile', [first(names), emitter.int64(reps)]);
}

function sliceShape(x: ValueInfo, attributes: Attributes): ValueInfo {
  const begin = [numbers(attributes, 'begin')].flat();
  const size = [numbers(attributes, 'size')].flat();
  const shape = x.shape.map((d, axis) => {
    const from = begin[axis] ?? 0;
    const length = size[axis] ?? -1;
    return length < 0 ? d - from : length;
  });
  return { shape, dtype: x.dtype };
}

/** Only the axes that are cut are named, so that ONNX Runtime copies whole rows. */
function lowerSlice({ emitter, names, inputs, outputs, attributes }: LoweringCall): OnnxName {
  const begin = [numbers(attributes, 'begin')].flat();
  const [from, to] = [first(inputs).shape, first(outputs).shape];
  const axes = from.map((_, axis) => axis).filter((axis) => from[axis] !== to[axis]);
  if (axes.length === 0) return first(names);
  const starts = axes.map((axis) => begin[axis] ?? 0);
  const ends = axes.map((axis, i) => (starts[i] as number) + (to[axis] as number));
  return emitter.emit('Slice', [
    first(names),
    emitter.int64(starts),
    emitter.int64(ends),
    emitter.int64(axes),
  ]);
}

function lowerPad({ emitter, names, inputs, attributes }: LoweringCall): OnnxName {
  const paddings = attributes['paddings'] as readonly (readonly number[])[];
  const pads = [...paddings.map((p) => p[0] as number), ...paddings.map((p) => p[1] as number)];
  const value = (attributes['constantValue'] as number) ?? 0;
  const filling =
    first(inputs).dtype === 'int32'
      ? emitter.int32([value], [])
      : emitter.floats([value], [], first(inputs).dtype);
  return emitter.emit('Pad', [first(names), emitter.int64(pads), filling]);
}

function concatShape(inputs: readonly ValueInfo[], attributes: Attributes): ValueInfo {
  const { shape, dtype } = first(inputs);
  const axis = resolveAxis(attributes['axis'] as number, shape.length);
  const length = inputs.reduce((sum, x) => sum + (x.shape[axis] as number), 0);
  return { shape: shape.map((d, i) => (i === axis ? length : d)), dtype };
}

function packAxis(inputs: readonly ValueInfo[], attributes: Attributes): number {
  return resolveAxis((attributes['axis'] as number) ?? 0, first(inputs).shape.length + 1);
}

function lowerPack({ emitter, names, inputs, attributes }: LoweringCall): OnnxName {
  const axis = packAxis(inputs, attributes);
  const widened = first(inputs).shape.toSpliced(axis, 0, 1);
  const parts = names.map((name) => emitter.emit('Reshape', [name, emitter.int64(widened)]));
  return emitter.emit('Concat', parts, { axis });
}

function lowerUnpack({ emitter, names, inputs, outputs, attributes }: LoweringCall): OnnxName[] {
  const axis = resolveAxis((attributes['axis'] as number) ?? 0, first(inputs).shape.length);
  return outputs.map((_, i) => emitter.emit('Gather', [first(names), emitter.int32([i], [])], { axis }));
}

function splitSizes(x: ValueInfo, attributes: Attributes): { axis: number; sizes: number[] } {
  const axis = resolveAxis((attributes['axis'] as number) ?? 0, x.shape.length);
  const given = attributes['numOrSizeSplits'] as number | readonly number[];
  const length = x.shape[axis] as number;
  return {
    axis,
    sizes:
      typeof given === 'number'
        ? Array.from({ length: given }, () => length / given)
        : completeSizes(given, length),
  };
}

/** At most one size may be -1: what the others leave. */
function completeSizes(sizes: readonly number[], length: number): number[] {
  const known = sizes.reduce((sum, n) => (n === -1 ? sum : sum + n), 0);
  return sizes.map((n) => (n === -1 ? length - known : n));
}

function lowerSplit({ emitter, names, inputs, attributes }: LoweringCall): OnnxName[] {
  const { axis, sizes } = splitSizes(first(inputs), attributes);
  if (sizes.length === 1) return [first(names)];
  return emitter.emitMany('Split', [first(names), emitter.int64(sizes)], { axis }, sizes.length);
}

export const movement: KernelFamily<MovementOp> = {
  Identity: { inputs: ['x'], shape: (inputs) => first(inputs), lower: ({ names }) => first(names) },
  Reshape: {
    inputs: ['x'],
    shape: (inputs, attributes) => {
      const x = first(inputs);
      const size = x.shape.reduce((product, d) => product * d, 1);
      return { shape: completeShape(numbers(attributes, 'shape'), size), dtype: x.dtype };
    },
    lower: reshapeToOutput,
  },
  ExpandDims: {
    inputs: ['input'],
    shape: (inputs, attributes) => {
      const x = first(inputs);
      return {
        shape: x.shape.toSpliced(resolveAxis(attributes['dim'] as number, x.shape.length + 1), 0, 1),
        dtype: x.dtype,
      };
    },
    lower: reshapeToOutput,
  },
  Transpose: {
    inputs: ['x'],
    shape: (inputs, attributes) => {
      const x = first(inputs);
      return { shape: numbers(attributes, 'perm').map((axis) => x.shape[axis] as number), dtype: x.dtype };
    },
    lower: ({ emitter, names, attributes }) =>
      emitter.emit('Transpose', [first(names)], { perm: numbers(attributes, 'perm') }),
  },
  Tile: {
    inputs: ['x'],
    shape: (inputs, attributes) => {
      const x = first(inputs);
      return {
        shape: x.shape.map((d, axis) => d * (numbers(attributes, 'reps')[axis] as number)),
        dtype: x.dtype,
      };
    },
    lower: lowerTile,
  },
  Slice: {
    inputs: ['x'],
    shape: (inputs, attributes) => sliceShape(first(inputs), attributes),
    lower: lowerSlice,
  },
  PadV2: {
    inputs: ['x'],
    shape: (inputs, attributes) => {
      const x = first(inputs);
      const paddings = attributes['paddings'] as readonly (readonly number[])[];
      return {
        shape: x.shape.map((d, axis) => d + (paddings[axis] ?? []).reduce((sum, p) => sum + p, 0)),
        dtype: x.dtype,
      };
    },
    lower: lowerPad,
  },
  Concat: {
    inputs: 'variadic',
    shape: concatShape,
    lower: ({ emitter, names, inputs, attributes }) =>
      emitter.emit('Concat', names, {
        axis: resolveAxis(attributes['axis'] as number, first(inputs).shape.length),
      }),
  },
  Pack: {
    inputs: 'variadic',
    shape: (inputs, attributes) => ({
      shape: first(inputs).shape.toSpliced(packAxis(inputs, attributes), 0, inputs.length),
      dtype: first(inputs).dtype,
    }),
    lower: lowerPack,
  },
  Unpack: {
    inputs: ['value'],
    shape: (inputs, attributes) => {
      const { shape, dtype } = first(inputs);
      const axis = resolveAxis((attributes['axis'] as number) ?? 0, shape.length);
      return Array.from({ length: shape[axis] as number }, () => ({
        shape: shape.toSpliced(axis, 1),
        dtype,
      }));
    },
    lower: lowerUnpack,
  },
  SplitV: {
    inputs: ['x'],
    shape: (inputs, attributes) => {
      const x = first(inputs);
      const { axis, sizes } = splitSizes(x, attributes);
      return sizes.map((n) => ({ shape: x.shape.with(axis, n), dtype: x.dtype }));
    },
    lower: lowerSplit,
  },
  Fill: {
    inputs: [],
    shape: (_, attributes) => ({
      shape: numbers(attributes, 'shape'),
      dtype: attributes['dtype'] === 'int32' ? 'int32' : 'float',
    }),
    lower: (call) => lowerFilled(call.attributes['value'] as number, call),
  },
};

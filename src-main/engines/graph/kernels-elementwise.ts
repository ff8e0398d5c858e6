/** @file Kernels that work element by element. */
import { emitExp, emitLog } from './any-threads.ts';
import { emitDoubleErf } from './erf-double.ts';
import { isFloat, type DType } from './graph.ts';
import type { OpName } from './op-name.ts';
import {
  broadcastShapes,
  first,
  float,
  second,
  third,
  type Emitter,
  type KernelFamily,
  type KernelRow,
  type LoweringCall,
  type OnnxName,
} from './kernel-row.ts';

export type ElementwiseOp = Extract<
  OpName,
  | 'Neg' | 'Abs' | 'Sign' | 'Exp' | 'Log' | 'Sqrt' | 'Rsqrt' | 'Square' | 'Reciprocal' | 'Relu' | 'Step' | 'Tanh'
  | 'Sigmoid' | 'Erf' | 'LogicalNot' | 'Cast' | 'CastFloat' | 'ZerosLike' | 'OnesLike' | 'Add' | 'Sub' | 'Multiply' | 'RealDiv'
  | 'Maximum' | 'Minimum' | 'Pow' | 'SquaredDifference' | 'Greater' | 'GreaterEqual' | 'Less' | 'LessEqual' | 'Equal'
  | 'NotEqual' | 'LogicalAnd' | 'AddN' | 'Select'
>; // oxfmt-ignore

const unary = (lower: (emitter: Emitter, x: OnnxName) => OnnxName): KernelRow => ({
  inputs: ['x'],
  shape: ([x]) => x as NonNullable<typeof x>,
  lower: ({ emitter, names }) => lower(emitter, first(names)),
});

const sameName = (op: string): KernelRow => unary((emitter, x) => emitter.emit(op, [x]));

const binary = (lower: (emitter: Emitter, a: OnnxName, b: OnnxName) => OnnxName): KernelRow => ({
  inputs: ['a', 'b'],
  shape: (inputs) => ({
    shape: broadcastShapes(first(inputs).shape, second(inputs).shape),
    dtype: first(inputs).dtype,
  }),
  lower: ({ emitter, names }) => lower(emitter, first(names), second(names)),
});

const comparison = (op: string, negated = false): KernelRow => ({
  inputs: ['a', 'b'],
  shape: (inputs) => ({ shape: broadcastShapes(first(inputs).shape, second(inputs).shape), dtype: 'bool' }),
  lower: ({ emitter, names }) => {
    const result = emitter.emit(op, [first(names), second(names)]);
    return negated ? emitter.emit('Not', [result]) : result;
  },
});

/** A line through the origin this steep reaches 1 among the denormal numbers. */
const STEEP = 3e38;

/**
 * TF.js's Step is 1 for x > 0, `alpha`·x otherwise, and NaN stays NaN; programs use alpha 0 alone. Where denormal x do not
 * matter (attribute `steep`) it is, in single, a steep line cut off at 0 and 1: one kernel for two (512×512: 55 → 34 µs).
 */
function lowerStep({ emitter, names, inputs, attributes }: LoweringCall): OnnxName {
  if (attributes['alpha']) throw new Error(`Step with alpha ${String(attributes['alpha'])} has no lowering`);
  const { dtype } = first(inputs);
  if (attributes['steep'] && emitter.type(dtype) === emitter.type('single'))
    return emitter.emit('HardSigmoid', [first(names)], { alpha: float(STEEP), beta: float(0) });
  const positive = emitter.emit('Greater', [first(names), emitter.floats([0], [], dtype)]);
  return emitter.emit('Cast', [positive], { to: emitter.type(dtype) });
}

function lowerCast({ emitter, names, inputs, outputs }: LoweringCall): OnnxName {
  if (first(inputs).dtype === first(outputs).dtype) return first(names);
  return emitter.emit('Cast', [first(names)], { to: emitter.type(first(outputs).dtype) });
}

/** A tensor of one repeated number. */
export function lowerFilled(value: number, { emitter, outputs }: LoweringCall): OnnxName {
  const { shape, dtype } = first(outputs);
  const number = isFloat(dtype) ? emitter.floats([value], [], dtype) : emitter.int32([value], []);
  const scalar = dtype === 'bool' ? emitter.emit('Cast', [number], { to: emitter.type(dtype) }) : number;
  return shape.length > 0 ? emitter.emit('Expand', [scalar, emitter.int64([...shape])]) : scalar;
}

const likeInput = (value: number): KernelRow => ({
  inputs: ['x'],
  shape: ([x]) => x as NonNullable<typeof x>,
  lower: (call) => lowerFilled(value, call),
});

const DTYPES = { float32: 'float', int32: 'int32', bool: 'bool' } as const;

export const elementwise: KernelFamily<ElementwiseOp> = {
  Neg: sameName('Neg'),
  Abs: sameName('Abs'),
  Sign: sameName('Sign'),
  Exp: {
    ...sameName('Exp'),
    lower: ({ emitter, names, inputs }) => emitExp(emitter, first(names), first(inputs)),
  },
  Log: {
    ...sameName('Log'),
    lower: ({ emitter, names, inputs }) => emitLog(emitter, first(names), first(inputs).shape),
  },
  Sqrt: sameName('Sqrt'),
  Rsqrt: unary((e, x) => e.emit('Reciprocal', [e.emit('Sqrt', [x])])),
  Square: unary((e, x) => e.emit('Mul', [x, x])),
  Reciprocal: sameName('Reciprocal'),
  Relu: sameName('Relu'),
  Step: { ...sameName('Step'), lower: lowerStep },
  Tanh: sameName('Tanh'),
  Sigmoid: sameName('Sigmoid'),
  Erf: {
    ...sameName('Erf'),
    lower: ({ emitter, names, inputs }) =>
      emitter.double
        ? emitDoubleErf(emitter, first(names), first(inputs))
        : emitter.emit('Erf', [first(names)]),
  },
  LogicalNot: sameName('Not'),
  Cast: {
    inputs: ['x'],
    shape: (inputs, attributes) => {
      const dtype = DTYPES[attributes['dtype'] as keyof typeof DTYPES];
      if (!dtype)
        throw new Error(`Cast to ${String(attributes['dtype'])}; there are float32, int32 and bool`);
      return { shape: first(inputs).shape, dtype };
    },
    lower: lowerCast,
  },
  CastFloat: {
    inputs: ['x'],
    shape: (inputs, attributes) => ({ shape: first(inputs).shape, dtype: attributes['to'] as DType }),
    lower: lowerCast,
  },
  ZerosLike: likeInput(0),
  OnesLike: likeInput(1),

  Add: binary((e, a, b) => e.emit('Add', [a, b])),
  Sub: binary((e, a, b) => e.emit('Sub', [a, b])),
  Multiply: binary((e, a, b) => e.emit('Mul', [a, b])),
  RealDiv: binary((e, a, b) => e.emit('Div', [a, b])),
  Maximum: binary((e, a, b) => e.emit('Max', [a, b])),
  Minimum: binary((e, a, b) => e.emit('Min', [a, b])),
  Pow: binary((e, a, b) => e.emit('Pow', [a, b])),
  SquaredDifference: binary((e, a, b) => {
    const difference = e.emit('Sub', [a, b]);
    return e.emit('Mul', [difference, difference]);
  }),
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterOrEqual'),
  Less: comparison('Less'),
  LessEqual: comparison('LessOrEqual'),
  Equal: comparison('Equal'),
  NotEqual: comparison('Equal', true),
  LogicalAnd: comparison('And'),
  AddN: {
    inputs: 'variadic',
    shape: (inputs) => first(inputs),
    lower: ({ emitter, names }) => (names.length === 1 ? first(names) : emitter.emit('Sum', names)),
  },
  Select: {
    inputs: ['condition', 't', 'e'],
    // TF.js broadcasts a rank-1 condition over rows; programs give all three the same shape.
    shape: (inputs) => second(inputs),
    lower: ({ emitter, names }) => emitter.emit('Where', [first(names), second(names), third(names)]),
  },
};

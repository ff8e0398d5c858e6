/** @file Conformance cases of the kernels that work element by element. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ElementwiseOp } from '../../src-main/engines/graph/kernels-elementwise.ts';
import type { Shape } from '../../src-main/base/named-arrays.ts';
import { castFloat } from '../../src-main/training/precision.ts';
import { ints, mapElements, plain, random, randomInts, type Plain } from './arrays.ts';
import type { Case } from './kernel-case.ts';
import type { Arithmetic } from './tolerances.ts';

/** Ranks 0 to 5, with axes of length 1 in every place. The last is long enough for vector loops, and odd. */
const SHAPES: readonly Shape[] = [[], [1], [5], [1, 4], [3, 1, 2], [2, 1, 3, 1], [1, 2, 1, 2, 3], [1031]];

/** Where rounding, overflow and signs of zero show. All but two are floats of 32 bits with full precision. */
const SPECIALS = [
  NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -0.5, 1e-30, -1e-30, 1e-40, -1e-40, 3e38, -3e38, 1e-8, -1e-8,
  20, -20, 80, -80, 90, -90, 104, -104, 800, -800,
]; // prettier-ignore

type Unary = (x: Tensor) => Tensor;
type Binary = (a: Tensor, b: Tensor) => Tensor;

/** A kernel of one input at every rank, on special numbers, and as int32 where it takes them. */
function unary(
  kernel: Unary,
  formula: (x: number) => number,
  { specials = SPECIALS, low = -3, high = 3, arithmetic = 'elementwise' as Arithmetic } = {},
): Case[] {
  const each = (inputs: readonly Plain[], name: string): Case => ({
    name,
    inputs,
    program: (...xs) => xs.map(kernel),
    arithmetic,
    exact: (...xs) => xs.map((x) => mapElements(formula, x)),
  });
  return [
    each(
      SHAPES.map((shape) => random(shape, low, high)),
      'ranks 0 to 5',
    ),
    each([plain([specials.length], specials)], 'special numbers'),
  ];
}

/** Long arrays are divided among threads, and computed in other ways for that. */
const manyNumbers = (kernel: Unary, formula: (x: number) => number, low: number, high: number): Case => ({
  name: 'many numbers, special ones among them',
  inputs: [
    plain([5, 1031], [...SPECIALS, ...random([5 * 1031 - SPECIALS.length], low, high).data]),
    random([4099], low, high),
  ],
  program: (...xs) => xs.map(kernel),
  arithmetic: 'elementwise',
  exact: (...xs) => xs.map((x) => mapElements(formula, x)),
});

const onIntegers = (kernel: Unary, formula: (x: number) => number): Case => ({
  name: 'int32',
  inputs: [ints([], [-7]), ints([2, 1, 3], [-2, -1, 0, 1, 2, 20_000])],
  program: (...xs) => xs.map(kernel),
  arithmetic: 'elementwise',
  exact: (...xs) => xs.map((x) => mapElements(formula, x)),
});

/** Which sides are stretched, and how. */
const PAIRS: Readonly<Record<string, readonly [Shape, Shape]>> = {
  'no broadcast': [
    [2, 3],
    [2, 3],
  ],
  scalars: [[], []],
  'scalar on the left': [[], [2, 1, 3]],
  'scalar on the right': [[1], []],
  'left stretched': [
    [3, 1],
    [2, 3, 4],
  ],
  'right stretched': [
    [2, 3, 4],
    [1, 4],
  ],
  'both stretched': [
    [2, 1, 3, 1],
    [4, 1, 5],
  ],
  'rank 5, both': [
    [1, 2, 1, 3, 1],
    [2, 1, 2, 1, 3],
  ],
  'a long row': [[3, 1], [1031]],
};

interface BinaryOptions {
  readonly specials?: readonly number[];
  /** Range of the second input. */
  readonly low?: number;
  readonly high?: number;
  /** Range of the first input. */
  readonly firstLow?: number;
}

function binary(
  kernel: Binary,
  formula: (a: number, b: number) => number,
  { specials = SPECIALS, low = -3, high = 3, firstLow = -3 }: BinaryOptions = {},
): Case[] {
  const exact = (a: Plain, b: Plain) => [mapElements(formula, a, b)];
  const program = (a: Tensor, b: Tensor) => [kernel(a, b)];
  const pairs = Object.entries(PAIRS).map(([name, [a, b]]): Case => ({
    name,
    inputs: [random(a, firstLow, 3), random(b, low, high)],
    program: program as Case['program'],
    arithmetic: 'elementwise',
    exact: exact as NonNullable<Case['exact']>,
  }));
  return [
    ...pairs,
    {
      name: 'special numbers, each with each',
      inputs: [plain([specials.length, 1], specials), plain([1, specials.length], specials)],
      program: program as Case['program'],
      arithmetic: 'elementwise',
      exact: exact as NonNullable<Case['exact']>,
    },
    ...withConstants(kernel, formula, firstLow, low),
  ];
}

/** One number in several shapes: small ones are written out, large ones expanded, and where it fits they stay scalars. */
const CONSTANT_SHAPES: readonly Shape[] = [[], [1], [2, 3], [3], [1, 1, 3], [2, 1], [7, 2, 3], [3, 2, 1]];

function withConstants(
  kernel: Binary,
  formula: (a: number, b: number) => number,
  firstLow: number,
  low: number,
): Case[] {
  const filled = (value: number, shape: Shape) =>
    tf.tensor(
      Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => value),
      [...shape],
    );
  const constant = (value: number, shape: Shape): Plain => ({
    shape,
    data: new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(value),
  });
  // 0.3 has no exact float of 32 bits: in a double program the constant must be the double.
  const cases = (value: number): Case[] => [
    {
      name: `the constant ${value} on the right, in ${CONSTANT_SHAPES.length} shapes`,
      inputs: [random([2, 3], firstLow, 3)],
      program: (x) => CONSTANT_SHAPES.map((shape) => kernel(x as Tensor, filled(value, shape))),
      arithmetic: 'elementwise',
      exact: (x) => CONSTANT_SHAPES.map((shape) => mapElements(formula, x as Plain, constant(value, shape))),
    },
    {
      name: `the constant ${value} on the left, in ${CONSTANT_SHAPES.length} shapes`,
      inputs: [random([2, 3], low, 3)],
      program: (x) => CONSTANT_SHAPES.map((shape) => kernel(filled(value, shape), x as Tensor)),
      arithmetic: 'elementwise',
      exact: (x) => CONSTANT_SHAPES.map((shape) => mapElements(formula, constant(value, shape), x as Plain)),
    },
  ];
  return [
    ...[0, 1, 0.3].flatMap(cases),
    {
      name: 'constants on both sides',
      inputs: [random([3])],
      program: (x) => [
        tf.add(x as Tensor, kernel(tf.scalar(0.5), tf.scalar(0.25))),
        tf.add(x as Tensor, kernel(filled(0.5, [2, 1]), filled(0.25, [1, 3]))),
        tf.add(x as Tensor, kernel(filled(0.5, [2, 3]), filled(0.25, [3]))),
      ],
      arithmetic: 'elementwise',
    },
  ];
}

const integerPairs = (kernel: Binary, formula: (a: number, b: number) => number): Case => ({
  name: 'int32',
  inputs: [ints([2, 1, 2], [-3, 5, 0, 7]), ints([3, 1], [-2, 0, 7])],
  program: ((a: Tensor, b: Tensor) => [kernel(a, b)]) as Case['program'],
  arithmetic: 'elementwise',
  exact: ((a: Plain, b: Plain) => [mapElements(formula, a, b)]) as NonNullable<Case['exact']>,
});

const truth = (holds: (a: number, b: number) => boolean) => (a: number, b: number) => Number(holds(a, b));

function comparison(kernel: Binary, holds: (a: number, b: number) => boolean): Case[] {
  // The outcome is a bool: adding it to a float would need a cast, so constants on both sides are left out.
  const cases = binary(kernel, truth(holds)).filter(({ name }) => name !== 'constants on both sides');
  return [...cases, integerPairs(kernel, truth(holds)), equalNeighbours(kernel, holds)];
}

/** Random numbers are never equal; these are. */
function equalNeighbours(kernel: Binary, holds: (a: number, b: number) => boolean): Case {
  return {
    name: 'equal and neighbouring numbers',
    inputs: [plain([4], [1, 1, 2, 2]), plain([4], [1, 2, 1, 2])],
    program: ((a: Tensor, b: Tensor) => [kernel(a, b)]) as Case['program'],
    arithmetic: 'elementwise',
    exact: ((a: Plain, b: Plain) => [mapElements(truth(holds), a, b)]) as NonNullable<Case['exact']>,
  };
}

const TRUTHS: readonly Plain[] = [ints([2, 1], [0, 1]), ints([1, 3], [1, 0, 1]), ints([], [1]), ints([2, 1, 3], [1, 0, 0, 1, 1, 0])]; // prettier-ignore
const bool = (x: Tensor): Tensor => tf.cast(x, 'bool');

const without = (...left: number[]) =>
  SPECIALS.filter((x) => !left.some((value) => Object.is(value, x) || value === x));
const WITHOUT_NAN = SPECIALS.filter((x) => !Number.isNaN(x));
const sign = (x: number) => (x < 0 ? -1 : x > 0 ? 1 : 0);

const half = (x: number): number => Math.f16round(x);
const single = (x: number): number => Math.fround(x);
const awayAndBack = (x: Tensor): Tensor => tf.sub(tf.add(x, 1), 1);

/**
 * A computation at another width. At least one scope of each case is of 16 bits (`joined`, its outcome rounded to them),
 * because a scope of the run's own width is no scope. TF.js knows one width alone, so the formula judges.
 */
function inScope(
  name: string,
  bits: 16 | 32 | 64,
  body: Unary,
  numbers: readonly number[],
  formula: (x: number) => number,
  { joined = [] as readonly 16[] } = {},
): Case {
  return {
    name,
    inputs: [plain([numbers.length], numbers)],
    program: (x) => {
      const there = castFloat(body(castFloat(x as Tensor, bits)), 'run');
      return [there, ...joined.map((width) => castFloat(castFloat(there, width), 'run'))];
    },
    arithmetic: 'elementwise',
    exact: (x) => {
      const there = mapElements(formula, x as Plain);
      return [there, ...joined.map(() => there.map(half))];
    },
    referenceError: Infinity,
  };
}

/** TF.js's own erf is a fit that is off by so much (Abramowitz, Stegun 7.1.26). */
const ERF_FIT_ERROR = 1.6e-7;

/** Values of erf to all digits of a double, computed with 30 digits. */
const ERF: readonly (readonly [number, number])[] = [
  [0, 0],
  [2 ** -27, 8.407079928334896e-9],
  [0.125, 0.1403162048013338],
  [0.25, 0.27632639016823696],
  [0.5, 0.5204998778130465],
  [0.75, 0.7111556336535151],
  [0.875, 0.7840750610598597],
  [1, 0.8427007929497149],
  [1.25, 0.9229001282564583],
  [1.5, 0.9661051464753108],
  [2, 0.9953222650189527],
  [2.5, 0.999593047982555],
  [3, 0.9999779095030014],
  [4, 0.9999999845827421],
  [5, 0.9999999999984626],
  [6, 1],
  [30, 1],
  [Infinity, 1],
];

export const ELEMENTWISE_CASES: Readonly<Record<ElementwiseOp, readonly Case[]>> = {
  Neg: [...unary(tf.neg, (x) => -x), onIntegers(tf.neg, (x) => -x)],
  Abs: [...unary(tf.abs, Math.abs), onIntegers(tf.abs, Math.abs)],
  // The sign of NaN is 0 in TF.js and NaN in ONNX Runtime.
  Sign: [...unary(tf.sign, sign, { specials: WITHOUT_NAN }), onIntegers(tf.sign, sign)],
  Exp: [...unary(tf.exp, Math.exp), manyNumbers(tf.exp, Math.exp, -750, 90)],
  Log: [...unary(tf.log, Math.log, { low: 0.01, high: 30 }), manyNumbers(tf.log, Math.log, -1, 1e4)],
  Sqrt: unary(tf.sqrt, Math.sqrt, { low: 0, high: 9 }),
  Rsqrt: unary(tf.rsqrt, (x) => 1 / Math.sqrt(x), { low: 0.01, high: 9 }),
  Square: [...unary(tf.square, (x) => x * x), onIntegers(tf.square, (x) => x * x)],
  Reciprocal: unary(tf.reciprocal, (x) => 1 / x),
  Relu: unary(tf.relu, (x) => (Number.isNaN(x) ? NaN : Math.max(0, x))),
  // TF.js keeps a NaN; the row does not (it is a factor of gradients alone, whose other factor is NaN there).
  Step: unary(
    (x) => tf.step(x),
    (x) => Number(x > 0),
    { specials: WITHOUT_NAN },
  ),
  Tanh: unary(tf.tanh, Math.tanh),
  // Far below zero ONNX Runtime has 1 − 1/(1 + eˣ), which is right to the rounding of 1 alone.
  Sigmoid: unary(tf.sigmoid, (x) => 1 / (1 + Math.exp(-x)), { arithmetic: 'sums' }),
  Erf: [
    {
      name: 'against a table, on both sides of zero',
      inputs: [
        plain([ERF.length], ERF.map(([x]) => x)),
        plain([1, ERF.length, 1], ERF.map(([x]) => -x)),
      ], // prettier-ignore
      program: (a, b) => [tf.erf(a as Tensor), tf.erf(b as Tensor)],
      arithmetic: 'elementwise',
      exact: () => [ERF.map(([, y]) => y), ERF.map(([, y]) => -y)],
      referenceError: ERF_FIT_ERROR,
    },
    {
      name: 'ranks 0 to 5',
      inputs: SHAPES.map((shape) => random(shape, -4, 4)),
      program: (...xs) => xs.map((x) => tf.erf(x)),
      arithmetic: 'elementwise',
      referenceError: ERF_FIT_ERROR,
    },
    {
      name: 'NaN stays NaN',
      inputs: [plain([3], [NaN, 1, NaN])],
      program: (x) => [tf.erf(x as Tensor)],
      arithmetic: 'elementwise',
      referenceError: ERF_FIT_ERROR,
    },
  ],
  LogicalNot: [
    {
      name: 'ranks 0 to 3',
      inputs: TRUTHS,
      program: (...xs) => xs.map((x) => tf.logicalNot(bool(x))),
      arithmetic: 'elementwise',
      exact: (...xs) => xs.map((x) => mapElements((v) => 1 - v, x)),
    },
    {
      name: 'of a comparison',
      inputs: [random([2, 3]), random([3])],
      program: (a, b) => [tf.logicalNot(tf.greater(a as Tensor, b as Tensor))],
      arithmetic: 'elementwise',
    },
  ],
  Cast: [
    {
      name: 'float to int32 cuts towards zero',
      inputs: [plain([3, 3], [-2.7, -1, -0.5, -0, 0.5, 0.999, 1, 1.5, 1e6 + 0.5]), plain([], [-3.99])],
      program: (...xs) => xs.map((x) => tf.cast(x, 'int32')),
      arithmetic: 'elementwise',
      exact: (...xs) => xs.map((x) => mapElements(Math.trunc, x)),
    },
    {
      name: 'float to bool is false for the zeros alone',
      inputs: [plain([7], [0, -0, 1e-40, -1, NaN, Infinity, 0.5])],
      program: (x) => [tf.cast(x as Tensor, 'bool')],
      arithmetic: 'elementwise',
      exact: () => [[0, 0, 1, 1, 1, 1, 1]],
    },
    {
      name: 'int32 to float and to bool, and bool to both',
      inputs: [ints([2, 1, 2], [-5, 0, 1, 2_000_000])],
      program: (x) => [
        tf.cast(x as Tensor, 'float32'),
        tf.cast(x as Tensor, 'bool'),
        tf.cast(bool(x as Tensor), 'float32'),
        tf.cast(bool(x as Tensor), 'int32'),
      ],
      arithmetic: 'elementwise',
      exact: (x) => [(x as Plain).data, [1, 0, 1, 1], [1, 0, 1, 1], [1, 0, 1, 1]],
    },
    {
      name: 'to the own type changes nothing',
      inputs: [random([3, 1]), randomInts([2], -9, 9)],
      program: (a, b) => [tf.cast(a as Tensor, 'float32'), tf.cast(b as Tensor, 'int32')],
      arithmetic: 'moves',
      exact: (a, b) => [(a as Plain).data, (b as Plain).data],
    },
  ],
  CastFloat: [
    inScope(
      'rounds to 16 bits and back',
      16,
      (x) => x,
      [0.1, 1 / 3, 2049, 65504, 65519, 7e4, 1e-5, 1e-8, NaN, -Infinity],
      half,
    ),
    // 2⁻¹² is half of half a unit of 1 in 16 bits, and 2⁻³⁰ far below one in 32, but not in 64.
    inScope('adds in 16 bits', 16, awayAndBack, [2 ** -12, 2 ** -10, 0.1, 3], (x) =>
      half(half(half(x) + 1) - 1),
    ),
    inScope('adds in 32 bits', 32, awayAndBack, [2 ** -30, 2 ** -23, 0.1], (x) => single(single(x + 1) - 1), {
      joined: [16],
    }),
    inScope('adds in 64 bits', 64, awayAndBack, [2 ** -30, 2 ** -23, 0.1], (x) => x + 1 - 1, {
      joined: [16],
    }),
    inScope(
      'takes exponentials in 64 bits',
      64,
      (x) => tf.log(tf.exp(x)),
      [-300, 300, 1e-9],
      (x) => Math.log(Math.exp(x)),
      { joined: [16] },
    ),
  ],
  ZerosLike: like(tf.zerosLike, 0),
  OnesLike: like(tf.onesLike, 1),

  Add: [...binary(tf.add, (a, b) => a + b), integerPairs(tf.add, (a, b) => a + b)],
  Sub: [...binary(tf.sub, (a, b) => a - b), integerPairs(tf.sub, (a, b) => a - b)],
  Multiply: [...binary(tf.mul, (a, b) => a * b), integerPairs(tf.mul, (a, b) => a * b)],
  RealDiv: binary(tf.div, (a, b) => a / b, { low: 0.3 }),
  Maximum: [...binary(tf.maximum, Math.max), integerPairs(tf.maximum, Math.max)],
  Minimum: [...binary(tf.minimum, Math.min), integerPairs(tf.minimum, Math.min)],
  // C's pow, unlike JavaScript's, takes 1 to any power, and −1 to an infinite one, for 1.
  Pow: binary(tf.pow, Math.pow, { specials: without(1, -1), firstLow: 0.1 }),
  SquaredDifference: [
    ...binary(tf.squaredDifference, (a, b) => (a - b) ** 2),
    integerPairs(tf.squaredDifference, (a, b) => (a - b) ** 2),
  ],
  Greater: comparison(tf.greater, (a, b) => a > b),
  GreaterEqual: comparison(tf.greaterEqual, (a, b) => a >= b),
  Less: comparison(tf.less, (a, b) => a < b),
  LessEqual: comparison(tf.lessEqual, (a, b) => a <= b),
  Equal: comparison(tf.equal, (a, b) => a === b),
  NotEqual: comparison(tf.notEqual, (a, b) => a !== b),
  LogicalAnd: [
    {
      name: 'of comparisons',
      inputs: [random([2, 3]), random([3])],
      program: (a, b) => [tf.logicalAnd(tf.greater(a as Tensor, b as Tensor), tf.less(b as Tensor, 1))],
      arithmetic: 'elementwise',
      exact: (a, b) => [mapElements((x, y) => Number(x > y && y < 1), a as Plain, b as Plain)],
    },
    {
      name: 'every pair, stretched on either side and both',
      inputs: TRUTHS,
      program: (...xs) => xs.flatMap((a) => xs.map((b) => tf.logicalAnd(bool(a), bool(b)))),
      arithmetic: 'elementwise',
      exact: (...xs) => xs.flatMap((a) => xs.map((b) => mapElements((x, y) => x * y, a, b))),
    },
  ],
  AddN: [
    {
      name: 'one, two and five tensors of rank 0 to 4',
      inputs: [random([]), random([]), random([2, 1, 3, 1]), random([2, 1, 3, 1]), random([2, 1, 3, 1])],
      program: (a, b, c, d, e) =>
        [
          tf.addN([c as Tensor]),
          tf.addN([a as Tensor, b as Tensor]),
          tf.addN([c, d, e, c, c] as Tensor[]),
        ],
      arithmetic: 'sums',
      exact: (a, b, c, d, e) => [
        (c as Plain).data,
        mapElements((x, y) => x + y, a as Plain, b as Plain),
        mapElements((x, y, z) => 3 * x + y + z, c as Plain, d as Plain, e as Plain),
      ],
    }, // prettier-ignore
    {
      name: 'infinities and NaN',
      inputs: [plain([3], [Infinity, NaN, -Infinity]), plain([3], [-Infinity, 1, -Infinity])],
      program: (a, b) => [tf.addN([a as Tensor, b as Tensor])],
      arithmetic: 'sums',
      exact: () => [[NaN, NaN, -Infinity]],
    },
  ],
  Select: [
    {
      name: 'equal shapes of rank 0 to 5',
      inputs: SHAPES.flatMap((shape) => [randomInts(shape, 0, 1), random(shape), random(shape)]),
      program: (...xs) =>
        SHAPES.map((_, i) =>
          tf.where(bool(xs[3 * i] as Tensor), xs[3 * i + 1] as Tensor, xs[3 * i + 2] as Tensor),
        ),
      arithmetic: 'moves',
      exact: (...xs) =>
        SHAPES.map((_, i) => mapElements((c, t, e) => (c ? t : e), ...xs.slice(3 * i, 3 * i + 3))),
    },
    {
      name: 'condition and branches stretched',
      inputs: [ints([2, 1, 1], [0, 1]), random([3, 1]), random([4])],
      program: (c, t, e) => [tf.where(bool(c as Tensor), t as Tensor, e as Tensor)],
      arithmetic: 'moves',
      exact: (...xs) => [mapElements((c, t, e) => (c ? t : e), ...xs)],
    },
    {
      name: 'the branch not taken may be NaN, and int32 branches stay int32',
      inputs: [ints([3], [1, 0, 1]), plain([3], [1, NaN, Infinity]), plain([3], [NaN, 2, NaN]), ints([3], [7, 8, 9])],
      program: (c, t, e, n) => [
        tf.where(bool(c as Tensor), t as Tensor, e as Tensor),
        tf.where(bool(c as Tensor), n as Tensor, tf.neg(n as Tensor)),
      ],
      arithmetic: 'moves',
      exact: () => [[1, 2, Infinity], [7, -8, 9]],
    }, // prettier-ignore
  ],
};

function like(kernel: Unary, value: number): Case[] {
  return [
    {
      name: 'ranks 0 to 5, also of NaN',
      inputs: [...SHAPES.map((shape) => random(shape)), plain([2], [NaN, Infinity])],
      program: (...xs) => xs.map(kernel),
      arithmetic: 'moves',
      exact: (...xs) => xs.map((x) => mapElements(() => value, x)),
    },
    {
      name: 'int32 and bool',
      inputs: [ints([], [5]), ints([2, 1], [0, 1])],
      program: (a, b) => [
        kernel(a as Tensor),
        tf.cast(kernel(bool(b as Tensor)), 'float32'),
        kernel(bool(b as Tensor)),
      ],
      arithmetic: 'moves',
      exact: () => [[value], [value, value], [value, value]],
    },
  ];
}

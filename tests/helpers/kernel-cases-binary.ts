/** @file Conformance cases of the kernels that combine or compare numbers, element by element, with shapes that broadcast. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../../src-main/base/named-arrays.ts';
import type { ElementwiseOp } from '../../src-main/engines/graph/kernels-elementwise.ts';
import { ints, mapElements, plain, random, type Plain } from './arrays.ts';
import type { Case } from './kernel-case.ts';
import { SPECIALS, without, type Binary } from './kernel-inputs.ts';

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

export const BINARY_CASES = {
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
    }, // oxfmt-ignore
    {
      name: 'infinities and NaN',
      inputs: [plain([3], [Infinity, NaN, -Infinity]), plain([3], [-Infinity, 1, -Infinity])],
      program: (a, b) => [tf.addN([a as Tensor, b as Tensor])],
      arithmetic: 'sums',
      exact: () => [[NaN, NaN, -Infinity]],
    },
  ],
} satisfies Partial<Record<ElementwiseOp, readonly Case[]>>;

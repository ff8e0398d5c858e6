/** @file Conformance cases of the kernels that take one number to another, element by element. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ElementwiseOp } from '../../src-main/engines/graph/kernels-elementwise.ts';
import { ints, mapElements, plain, random, type Plain } from './arrays.ts';
import type { Case } from './kernel-case.ts';
import { bool, SHAPES, SPECIALS, type Unary } from './kernel-inputs.ts';
import type { Arithmetic } from './tolerances.ts';

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

const WITHOUT_NAN = SPECIALS.filter((x) => !Number.isNaN(x));
const sign = (x: number) => (x < 0 ? -1 : x > 0 ? 1 : 0);

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

export const UNARY_CASES = {
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
      ], // oxfmt-ignore
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
  ZerosLike: like(tf.zerosLike, 0),
  OnesLike: like(tf.onesLike, 1),
} satisfies Partial<Record<ElementwiseOp, readonly Case[]>>;

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

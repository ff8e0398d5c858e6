/** @file The error function in double, which ONNX Runtime's CPU provider (1.30) has for float alone. Computing it in float
 *  would leave a float64 run with GELU no better than float32: the loss would be a staircase with steps of 1e-7.
 *
 *  Up to |x| = 1, its Taylor series. Above, 1 − exp(−x²)·P(t) with t = 1/(1 + |x|/2), where P interpolates
 *  erfc(x)·exp(x²) in 15 Chebyshev nodes of t over 1 ≤ x ≤ 6; beyond 6 the double nearest to erf is 1. */
import { emitExp } from './any-threads.ts';
import type { ValueInfo } from './graph.ts';
import type { Emitter, OnnxName } from './kernel-row.ts';

/** Coefficients of x^(2k+1): (2/√π)·(−1)ᵏ/(k!·(2k+1)). The next one is below the rounding of the first at x = 1. */
const SERIES = (() => {
  let factorial = 1;
  return Array.from({ length: 18 }, (_, k) => {
    factorial *= Math.max(k, 1);
    return ((2 / Math.sqrt(Math.PI)) * (-1) ** k) / (factorial * (2 * k + 1));
  });
})();

/** Coefficients of tᵏ, off from erfc by less than 1e-16. */
const TAIL = [
  1.6242284740077591e-7, 0.2820885729320229, 0.2822051417376623, 0.24562975816641905, 0.185316412975862,
  0.03477897668837144, 0.19483233899524952, -0.6720587822190289, 1.3907243547276613, -2.548579515162772,
  3.3141789939074116, -2.808469620081249, 1.4993273861992589, -0.4641503100512702, 0.06417709956997757,
]; // oxfmt-ignore

const LARGEST = 6;

export function emitDoubleErf(emitter: Emitter, x: OnnxName, info: ValueInfo): OnnxName {
  const constant = (value: number): OnnxName => emitter.floats([value]);
  const size = emitter.emit('Min', [emitter.emit('Abs', [x]), constant(LARGEST)]);
  const square = emitter.emit('Mul', [size, size]);
  const inner = emitter.emit('Mul', [size, polynomial(emitter, SERIES, square)]);
  const t = emitter.emit('Reciprocal', [
    emitter.emit('Add', [emitter.emit('Mul', [size, constant(0.5)]), constant(1)]),
  ]);
  const decay = emitExp(emitter, emitter.emit('Neg', [square]), info);
  const tail = emitter.emit('Mul', [decay, polynomial(emitter, TAIL, t)]);
  const outer = emitter.emit('Sub', [constant(1), tail]);
  const isInner = emitter.emit('Less', [size, constant(1)]);
  const positive = emitter.emit('Where', [isInner, inner, outer]);
  return emitter.emit('Mul', [emitter.emit('Sign', [x]), positive]);
}

/** Horner's rule. @param coefficients of the powers 0, 1, 2 … */
function polynomial(emitter: Emitter, coefficients: readonly number[], x: OnnxName): OnnxName {
  const [highest, ...lower] = coefficients.toReversed() as [number, ...number[]];
  return lower.reduce<OnnxName>(
    (sum, coefficient) => emitter.emit('Add', [emitter.emit('Mul', [sum, x]), emitter.floats([coefficient])]),
    emitter.floats([highest]),
  );
}

/** @file Half precision on a CPU that has no kernels for it: every result is rounded to half inside single precision.
 *  (Casting to ONNX's float16 would not do: ONNX Runtime removes the casts between its nodes, and with them the rounding.)
 *  Sums accumulate in single and are rounded once, as PyTorch's do. */
import type { Emitter, OnnxName } from '../graph/kernel-row.ts';

/** Veltkamp's splitting: x·(2¹³+1) less what it is too much leaves the upper 11 of 24 bits, rounded to nearest. */
const SPLITTER = 2 ** 13 + 1;
/** Below this halves are multiples of 2⁻²⁴, the spacing of singles in [½, 1). */
const SMALLEST_NORMAL = 2 ** -14;
const OFFSET = 0.75;
/** From here on halves are infinite. */
const TOO_LARGE = 65520;

export function emitRoundHalf(emitter: Emitter, x: OnnxName): OnnxName {
  const single = (value: number): OnnxName => emitter.floats([value], [], 'single');
  const product = emitter.emit('Mul', [x, single(SPLITTER)]);
  const normal = emitter.emit('Sub', [product, emitter.emit('Sub', [product, x])]);
  const subnormal = emitter.emit('Sub', [emitter.emit('Add', [x, single(OFFSET)]), single(OFFSET)]);
  const size = emitter.emit('Abs', [x]);
  const isSmall = emitter.emit('Less', [size, single(SMALLEST_NORMAL)]);
  const finite = emitter.emit('Where', [isSmall, subnormal, normal]);
  const isLarge = emitter.emit('GreaterOrEqual', [size, single(TOO_LARGE)]);
  const infinite = emitter.emit('Mul', [emitter.emit('Sign', [x]), single(Infinity)]);
  return emitter.emit('Where', [isLarge, infinite, finite]);
}

import { describe, expect, it } from 'vitest';
import type { EngineId } from '../../../src-main/contract/values/engine-id.ts';
import { OP_NAMES } from '../../../src-main/engines/graph/op-name.ts';
import { countKernels } from '../../../src-main/engines/graph/print.ts';
import { trace } from '../../../src-main/engines/graph/trace.ts';
import { ENGINES_HERE } from '../../helpers/engines-here.ts';
import { KERNEL_CASES, type Case } from '../../helpers/kernel-cases.ts';
import { asProgram, executableOf, runOn, runOnce, type Output } from '../../helpers/run-program.ts';
import {
  expectClose,
  FLUSHES_SUBNORMALS,
  toleranceOf,
  type Precision,
  type Tolerance,
} from '../../helpers/tolerances.ts';

/** Engines that call kernels one by one, beside the reference itself. */
const EAGER_HERE = ENGINES_HERE.filter((engine) => engine !== 'onnx-cpu' && engine !== 'tfjs-cpu');
const PRECISIONS: readonly Precision[] = ['float32', 'float64'];

describe.each(OP_NAMES)('kernel %s', (op) => {
  const cases = KERNEL_CASES[op].map((kernelCase): [string, Case] => [kernelCase.name, kernelCase]);

  it('has several cases, and each of them calls it', async () => {
    expect(cases.length).toBeGreaterThan(1);
    for (const [name, { program, inputs }] of cases) {
      const traced = asProgram(program, inputs);
      const graph = await trace(traced.program, traced.signature, 'float32');
      expect(countKernels(graph)[op] ?? 0, name).toBeGreaterThan(0);
    }
  });

  it.each(cases)('agrees on every engine: %s', async (_, kernelCase) => {
    const { program, inputs, arithmetic, exact, referenceError = 0 } = kernelCase;
    const expected = exact?.(...inputs);
    const within = (engine: EngineId, precision: Precision, off = 0): Tolerance => {
      const { relative, absolute } = toleranceOf(engine, precision, arithmetic);
      return { relative, absolute: absolute + off };
    };
    const reference =
      referenceError < Infinity ? await runOn('tfjs-cpu', 'float32', program, inputs) : undefined;
    if (reference && expected) {
      const tolerance = within('tfjs-cpu', 'float32', referenceError);
      compare(rounded(reference), expected.map(toSingle), tolerance, 'the reference against the formula');
    }
    const judge = expected && referenceError > 0 ? expected.map(toSingle) : rounded(reference ?? []);
    for (const precision of PRECISIONS) {
      for (const [how, outputs] of await bothWays(program, inputs, precision)) {
        const what = `onnx-cpu ${precision}, ${how}`;
        if (reference) expect(outputs.map(shape), what).toEqual(reference.map(shape));
        const off = expected ? 0 : referenceError;
        compare(rounded(outputs), judge, within('onnx-cpu', 'float32', off), what);
        if (precision === 'float64' && expected)
          compare(outputs.map(data), expected, within('onnx-cpu', 'float64'), `${what}, to the formula`);
      }
    }
  });
});

describe.each(EAGER_HERE)('%s, kernel by kernel,', (engine) => {
  const cases = OP_NAMES.flatMap((op) =>
    KERNEL_CASES[op].map((kernelCase): [string, Case] => [`${op}, ${kernelCase.name}`, kernelCase]),
  );

  it.each(cases)('agrees with the reference: %s', async (_, { program, inputs: given, ...kernelCase }) => {
    const { arithmetic, exact, referenceError = 0 } = kernelCase;
    const inputs = FLUSHES_SUBNORMALS.has(engine) ? given.map(withoutSubnormals) : given;
    if (await changesWidth(program, inputs))
      return expect(runOn(engine, 'float32', program, inputs)).rejects.toThrow(/loss.precision/);
    const outputs = await runOn(engine, 'float32', program, inputs);
    const byFormula = exact !== undefined && referenceError > 0;
    const reference = byFormula ? undefined : await runOn('tfjs-cpu', 'float32', program, inputs);
    if (reference) expect(outputs.map(shape)).toEqual(reference.map(shape));
    const judge = reference ? rounded(reference) : (exact?.(...inputs).map(toSingle) ?? []);
    const { relative, absolute } = toleranceOf(engine, 'float32', arithmetic);
    compare(rounded(outputs), judge, { relative, absolute: absolute + (exact ? 0 : referenceError) }, engine);
  });
});

const SMALLEST_NORMAL = 2 ** -126;

function withoutSubnormals({ shape, data }: Case['inputs'][number]): Case['inputs'][number] {
  if (data instanceof Int32Array) return { shape, data };
  return { shape, data: data.map((x) => (Math.abs(x) < SMALLEST_NORMAL ? x * 0 : x)) };
}

async function changesWidth(body: Case['program'], inputs: Case['inputs']): Promise<boolean> {
  const { program, signature } = asProgram(body, inputs);
  return (countKernels(await trace(program, signature, 'float32'))['CastFloat'] ?? 0) > 0;
}

/** The passes may remove a kernel or change how it is called, so it is also run exactly as it was traced. */
async function bothWays(
  program: Case['program'],
  inputs: Case['inputs'],
  precision: Precision,
): Promise<[string, Output[]][]> {
  const { program: named, signature, feeds } = asProgram(program, inputs);
  const untouched = await executableOf(await trace(named, signature, precision), signature, precision);
  return [
    ['optimized', await runOn('onnx-cpu', precision, program, inputs)],
    ['as traced', await runOnce(untouched, feeds)],
  ];
}

const data = (output: Output): ArrayLike<number> => output.data;
const shape = (output: Output): readonly number[] => output.shape;
const toSingle = (numbers: ArrayLike<number>): ArrayLike<number> => Float32Array.from(numbers);
/** What a double is to a program in float32: too large is infinite, too small is zero. */
const rounded = (outputs: readonly Output[]): ArrayLike<number>[] => outputs.map(data).map(toSingle);

function compare(
  actual: readonly ArrayLike<number>[],
  expected: readonly ArrayLike<number>[],
  tolerance: Parameters<typeof expectClose>[2],
  what: string,
): void {
  expect(actual.length, `${what}: number of outputs`).toBe(expected.length);
  expected.forEach((numbers, i) =>
    expectClose(actual[i] as ArrayLike<number>, numbers, tolerance, `${what}, output ${i}`),
  );
}

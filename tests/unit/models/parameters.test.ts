import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sizeOf, type NamedArrays } from '../../../src-main/base/named-arrays.ts';
import type { ParameterSpec } from '../../../src-main/models/model.ts';
import {
  flatten,
  packParameters,
  parameterCount,
  parameterSlices,
  splitParameters,
  unpackParameters,
} from '../../../src-main/models/parameters.ts';
import { vector } from './builders.ts';

const spec = (name: string, shape: number[]): ParameterSpec => ({
  name,
  shape,
  init: { kind: 'constant', value: 0 },
});

/** Lists of parameters of one or two axes, each with a name of its own. */
const specLists = fc
  .array(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 2 }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((shapes) => shapes.map((shape, i) => spec(`p${i}`, shape)));

/** Numbers that tell every element of every parameter apart. */
function distinct(specs: readonly ParameterSpec[]): NamedArrays {
  let next = 0;
  return Object.fromEntries(
    specs.map(({ name, shape }) => [
      name,
      { shape, data: Float64Array.from({ length: sizeOf(shape) }, () => next++) },
    ]),
  );
}

describe('the flat parameter vector', () => {
  it('holds all parameters in the order of the list, without gaps', () => {
    fc.assert(
      fc.property(specLists, (specs) => {
        const flat = packParameters(specs, distinct(specs));
        expect([...flat]).toEqual(Array.from({ length: parameterCount(specs) }, (_, i) => i));
        for (const { name, offset, length } of parameterSlices(specs))
          expect([...flat.slice(offset, offset + length)]).toEqual([...(distinct(specs)[name]?.data ?? [])]);
      }),
    );
  });

  it('unpacks into what was packed, and flattens back', async () => {
    await fc.assert(
      fc.asyncProperty(specLists, async (specs) => {
        const arrays = distinct(specs);
        const flat = vector(packParameters(specs, arrays));
        for (const [name, tensor] of Object.entries(unpackParameters(specs, flat))) {
          expect(tensor.shape).toEqual(arrays[name]?.shape);
          expect([...(await tensor.data())]).toEqual([...(arrays[name]?.data ?? [])]);
        }
        expect([...(await flatten(splitParameters(specs, flat)).data())]).toEqual([...(await flat.data())]);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses an array that is missing or of another size, by name', () => {
    const specs = [spec('a', [2]), spec('b', [3])];
    const a = { shape: [2], data: Float64Array.of(1, 2) };
    expect(() => packParameters(specs, { a })).toThrow("no array named 'b'");
    expect(() => packParameters(specs, { a, b: a })).toThrow("'b' has 2 elements; its shape takes 3");
  });
});

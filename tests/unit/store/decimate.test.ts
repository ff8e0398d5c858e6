import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate, type PixelAxis } from '../../../src-main/store/decimate.ts';

const floats = (values: readonly number[]) => Float64Array.from(values);

function anAxis(overrides: Partial<PixelAxis> = {}): PixelAxis {
  return { width: 10, scale: 'linear', from: null, to: null, ...overrides };
}

/** The pixel of a step, written down a second time and plainly; -1 is the gutter of a logarithmic axis. */
function pixelOf(step: number, steps: readonly number[], { width, scale, from, to }: PixelAxis): number {
  const position = scale === 'log' ? Math.log : (x: number) => x;
  if (scale === 'log' && step <= 0) return -1;
  const lowest = scale === 'log' ? (steps.find((s) => s > 0) ?? 1) : (steps[0] ?? 0);
  const left = position(from !== null && (scale === 'linear' || from > 0) ? from : lowest);
  const right = position(to ?? steps.at(-1) ?? 0);
  return right > left
    ? Math.min(width - 1, Math.floor(((position(step) - left) * width) / (right - left)))
    : 0;
}

const series = fc
  .uniqueArray(fc.oneof(fc.nat(200), fc.nat(1_000_000)), { minLength: 1, maxLength: 300 })
  .chain((steps) =>
    fc.record({
      steps: fc.constant(steps.sort((a, b) => a - b)),
      values: fc.array(
        fc.oneof(
          { weight: 8, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
          { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0, 0) },
        ),
        { minLength: steps.length, maxLength: steps.length },
      ),
    }),
  );
const axis = fc.record({
  width: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 2000 })),
  scale: fc.constantFrom('linear' as const, 'log' as const),
  from: fc.constant(null),
  to: fc.constant(null),
});

describe('decimating', () => {
  it('gives increasing indices, the first and the last among them', () => {
    fc.assert(
      fc.property(series, axis, ({ steps, values }, on) => {
        const kept = [...decimate(floats(steps), floats(values), on)];
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        expect(kept[0]).toBe(0);
        expect(kept.at(-1)).toBe(steps.length - 1);
      }),
    );
  });

  it('keeps of each bin the first, last, smallest and largest finite value and one marker of each other kind', () => {
    fc.assert(
      fc.property(series, axis, ({ steps, values }, on) => {
        const kept = new Set(decimate(floats(steps), floats(values), on));
        const bins = Map.groupBy(steps.keys(), (i) => pixelOf(steps[i] as number, steps, on));
        for (const indices of bins.values()) {
          const all = indices.map((i) => values[i] as number);
          const finite = all.filter(Number.isFinite);
          const left = indices.filter((i) => kept.has(i)).map((i) => values[i] as number);
          const leftFinite = left.filter(Number.isFinite);
          expect(leftFinite.length).toBeLessThanOrEqual(4);
          expect(leftFinite[0]).toBe(finite[0]);
          expect(leftFinite.at(-1)).toBe(finite.at(-1));
          // 0 and −0 are drawn alike: either is the smallest where both are.
          expect(Math.max(...leftFinite) + 0).toBe(Math.max(...finite) + 0);
          expect(Math.min(...leftFinite) + 0).toBe(Math.min(...finite) + 0);
          for (const word of ['NaN', 'Infinity', '-Infinity']) {
            expect(left.map(String).includes(word)).toBe(all.map(String).includes(word));
          }
          // One marker of each kind, and the very last point if it is another one.
          expect(left.length - leftFinite.length).toBeLessThanOrEqual(
            3 + Number(indices.includes(steps.length - 1)),
          );
        }
      }),
    );
  });

  it('leaves nothing out the second time', () => {
    fc.assert(
      fc.property(series, axis, ({ steps, values }, on) => {
        const once = [...decimate(floats(steps), floats(values), on)];
        const pick = (from: readonly number[]) => floats(once.map((i) => from[i] as number));
        const twice = decimate(pick(steps), pick(values), on);
        expect(twice.length).toBe(once.length);
      }),
    );
  });

  it.each(['linear', 'log'] as const)(
    'keeps a spike of one sample at every width from 1 to 2000, %s',
    (scale) => {
      const size = 3000;
      const steps = Float64Array.from({ length: size }, (_, i) => i * 7);
      let seed = 1;
      for (let width = 1; width <= 2000; width++) {
        seed = (seed * 48_271) % 2_147_483_647; // Lehmer's generator: a position that is new at each width
        const at = seed % size;
        const values = Float64Array.from({ length: size }, (_, i) => Math.sin(i));
        values[at] = width % 2 ? 9 : -9;
        values[(at + 1) % size] = NaN;
        const kept = decimate(steps, values, { width, scale, from: null, to: null });
        expect(kept.includes(at), `width ${width}, position ${at}`).toBe(true);
      }
    },
  );

  it('keeps a spike wherever it is and whatever is around it', () => {
    fc.assert(
      fc.property(series, axis, fc.nat(), ({ steps, values }, on, position) => {
        const at = position % steps.length;
        const around = values.map((value) => (Math.abs(value) > 1e300 ? 0 : value));
        around[at] = 1.5e308;
        expect(decimate(floats(steps), floats(around), on)).toContain(at);
      }),
    );
  });

  it('keeps each of the first hundred steps of a logarithmic axis where they fall into different pixels', () => {
    const steps = Float64Array.from({ length: 100_001 }, (_, i) => i);
    const values = steps.map((step) => -step);
    const width = 1200;
    const kept = decimate(steps, values, anAxis({ width, scale: 'log' }));
    const pixels = new Map<number, number>();
    for (let step = 1; step <= 100; step++) {
      const pixel = Math.floor((Math.log(step) * width) / Math.log(100_000));
      pixels.set(pixel, (pixels.get(pixel) ?? 0) + 1);
    }
    for (let step = 0; step <= 100; step++) {
      const pixel = Math.floor((Math.log(step) * width) / Math.log(100_000));
      if (step === 0 || pixels.get(pixel) === 1) expect(kept.includes(step), `step ${step}`).toBe(true);
    }
    expect(kept.length).toBeLessThan(4 * width);
  });

  it('keeps step 0 apart from the first pixel of a logarithmic axis', () => {
    const kept = decimate(
      floats([0, 1, 1.0001, 1.0002, 1000]),
      floats([5, 4, 3, 2, 1]),
      anAxis({ scale: 'log' }),
    );
    expect([...kept]).toEqual([0, 1, 3, 4]);
  });

  it('counts pixels from one given edge to the other', () => {
    const steps = Float64Array.from({ length: 101 }, (_, i) => i);
    const values = steps.map((step) => step % 2);
    // Ten pixels for 0 … 1000: everything up to 100 lies in the first two.
    const kept = decimate(steps, values, anAxis({ from: 0, to: 1000 }));
    expect([...kept]).toEqual([0, 1, 99, 100]);
  });

  it('draws a gap where values were NaN, without losing the extremes beside it', () => {
    const kept = decimate(floats([0, 1, 2, 3, 4, 5]), floats([1, NaN, 7, NaN, -7, 2]), anAxis({ width: 1 }));
    expect([...kept]).toEqual([0, 1, 2, 4, 5]);
  });

  it('handles series of nothing, of one point, of step 0 alone and of NaN alone', () => {
    const log = anAxis({ scale: 'log' });
    expect([...decimate(floats([]), floats([]), log)]).toEqual([]);
    expect([...decimate(floats([7]), floats([1]), log)]).toEqual([0]);
    expect([...decimate(floats([0]), floats([1]), log)]).toEqual([0]);
    expect([...decimate(floats([1, 2, 3]), floats([NaN, NaN, NaN]), anAxis({ width: 1 }))]).toEqual([0, 2]);
  });
});

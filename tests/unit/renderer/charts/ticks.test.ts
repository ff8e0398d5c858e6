import { describe, expect, it } from 'vitest';
import { makeScale, wholeRange } from '../../../../src-renderer/charts/axis-scale.ts';
import { axisTicks, tickLabel } from '../../../../src-renderer/charts/ticks.ts';

const labels = (ticks: { label: string }[]) => ticks.map((tick) => tick.label).filter(Boolean);

describe('tick labels', () => {
  it.each([
    [0, '0'],
    [1000, '1k'],
    [20_000, '20k'],
    [1_500_000, '1.5M'],
    [0.2, '0.2'],
    [-2, '−2'],
    [1e-4, '10⁻⁴'],
    [2e-7, '2·10⁻⁷'],
    [100, '100'],
  ])('%s reads %s', (value, text) => {
    expect(tickLabel(value)).toBe(text);
  });
});

describe('ticks of a log step axis', () => {
  const extent = { min: 0, max: 20_000, minPositive: 1 };
  const scale = makeScale('log', extent);

  it('marks 0 in the gutter and labels the decades', () => {
    expect(labels(axisTicks(scale, wholeRange(scale, extent), 600))).toEqual([
      '0',
      '1',
      '10',
      '100',
      '1k',
      '10k',
    ]);
  });

  it('names no first step into the 0 where the axis is narrow', () => {
    const late = { min: 0, max: 5000, minPositive: 100 };
    const along = makeScale('log', late);
    const named = (pixels: number) => labels(axisTicks(along, wholeRange(along, late), pixels));
    expect(named(600).slice(0, 2)).toEqual(['0', '100']);
    expect(named(160)).toEqual(['0', '1k']);
  });

  it('has unlabelled minor ticks between decades and none in the gutter', () => {
    const ticks = axisTicks(scale, wholeRange(scale, extent), 600);
    const values = ticks.map((tick) => Math.round(tick.value));
    expect(values).toEqual(expect.arrayContaining([2, 3, 20, 300, 4000]));
    expect(ticks.filter((tick) => tick.value > 0 && tick.value < 1)).toEqual([]);
  });

  it('labels inside a decade when little is in view', () => {
    expect(labels(axisTicks(scale, { from: 2, to: 3.1 }, 600))).toEqual(['100', '200', '500', '1k']);
  });

  it('falls back to even values in a close-up, at their logarithms', () => {
    const ticks = axisTicks(scale, { from: Math.log10(4000), to: Math.log10(4500) }, 600);
    expect(labels(ticks)).toEqual(['4k', '4.1k', '4.2k', '4.3k', '4.4k', '4.5k']);
    expect(ticks[1]?.at).toBeCloseTo(Math.log10(4100));
  });

  it('skips decades when there are too many to label', () => {
    const wide = { min: 1e-12, max: 1e3, minPositive: 1e-12 };
    const ticks = axisTicks(makeScale('log', wide), { from: -12, to: 3 }, 200);
    expect(labels(ticks).length).toBeLessThanOrEqual(5);
  });
});

describe('ticks of a linear axis', () => {
  it('are multiples of 1, 2 or 5', () => {
    const scale = makeScale('linear', { min: 0, max: 1, minPositive: 0.1 });
    expect(labels(axisTicks(scale, { from: -0.03, to: 1.03 }, 220, 38))).toEqual([
      '0',
      '0.2',
      '0.4',
      '0.6',
      '0.8',
      '1',
    ]);
    expect(labels(axisTicks(scale, { from: 0, to: 20_000 }, 400))).toEqual(['0', '5k', '10k', '15k', '20k']);
  });

  it('read differently even far from zero', () => {
    const scale = makeScale('linear', { min: 0, max: 1, minPositive: 0.1 });
    const texts = labels(axisTicks(scale, { from: 35_123, to: 35_127 }, 400));
    expect(new Set(texts).size).toBe(texts.length);
  });
});

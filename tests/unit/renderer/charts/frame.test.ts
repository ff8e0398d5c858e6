import { describe, expect, it } from 'vitest';
import { makeScale, wholeRange } from '../../../../src-renderer/charts/axis-scale.ts';
import type { ChartModel, ChartSeries } from '../../../../src-renderer/charts/chart-model.ts';
import { crosshairBox, MOST_ROWS } from '../../../../src-renderer/charts/crosshair.ts';
import { drawnCsv } from '../../../../src-renderer/charts/csv.ts';
import { findDips } from '../../../../src-renderer/charts/dips.ts';
import { makeFrame, stepExtent } from '../../../../src-renderer/charts/frame.ts';
import { parsePair } from '../../../../src-renderer/charts/link-address.svelte.ts';
import { makePicture } from '../../../../src-renderer/charts/picture.ts';
import { sparklinePath } from '../../../../src-renderer/charts/sparkline.ts';
import { strokeOf, strokeOfRun } from '../../../../src-renderer/charts/strokes.ts';
import { toSvg } from '../../../../src-renderer/charts/svg.ts';

function aSeries(step: number[], value: number[], more: Partial<ChartSeries> = {}): ChartSeries {
  return {
    id: 'a',
    label: 'a run',
    stroke: { colour: 0, dash: 0 },
    weight: 'bold',
    live: false,
    step: Float64Array.from(step),
    value: Float64Array.from(value),
    seconds: Float64Array.from(step, (s) => s / 10),
    ...more,
  };
}

const aModel = (series: ChartSeries[], more: Partial<ChartModel> = {}): ChartModel => ({
  id: 'accuracy',
  title: 'Accuracy',
  unit: '',
  scale: 'linear',
  range: [0, 1],
  series,
  rules: [],
  levels: [],
  spans: [],
  empty: '',
  ...more,
});

/** A model whose y axis fits its values. */
function aFreeModel(series: ChartSeries[], scale: ChartModel['scale'] = 'linear'): ChartModel {
  return {
    id: 'loss',
    title: 'Loss',
    unit: 'nats',
    scale,
    series,
    rules: [],
    levels: [],
    spans: [],
    empty: '',
  };
}

function framed(model: ChartModel, options: Partial<Parameters<typeof makeFrame>[1]> = {}) {
  const extent = stepExtent(model.series);
  const x = makeScale('log', extent);
  return makeFrame(model, {
    x,
    xRange: wholeRange(x, extent),
    yScale: model.scale,
    yRange: null,
    smoothing: 0,
    highlight: null,
    ...options,
  });
}

describe('a frame', () => {
  it('keeps accuracy on a fixed range and its ticks inside it', () => {
    const frame = framed(aModel([aSeries([0, 10, 100], [0, 0.2, 0.3])]));
    expect(frame.y.range.from).toBeLessThan(0);
    expect(frame.y.range.to).toBeGreaterThan(1);
    const values = frame.y.ticks(200).map(({ value }) => value);
    expect(Math.min(...values)).toBe(0);
    expect(Math.max(...values)).toBe(1);
  });

  it('fits a free range to the values in view', () => {
    const free = aFreeModel([aSeries([1, 10, 100, 1000], [50, 5, 2, 1])]);
    const zoomed = framed(free, { xRange: { from: 2, to: 3 } });
    expect(zoomed.y.range.to).toBeLessThan(10);
  });

  it('counts bands among the values in view', () => {
    const free = aFreeModel([
      aSeries([1, 10], [1, 1], { low: Float64Array.of(0, 0), high: Float64Array.of(9, 9) }),
    ]);
    expect(framed(free).y.range.to).toBeGreaterThan(9);
  });

  it('draws a loss of exactly zero in the gutter of its log axis', () => {
    const free = aFreeModel([aSeries([1, 10, 100], [1, 0.01, 0])], 'log');
    const { y, lines } = framed(free);
    expect(lines[0]?.y[2]).toBe(y.scale.gutter);
    expect(y.ticks(200).some(({ label }) => label === '0')).toBe(true);
  });

  it('keeps the raw line behind the smoothed one', () => {
    const series = aSeries([1, 2, 3, 4, 5], [0, 1, 0, 1, 0]);
    const { lines } = framed(aModel([series]), { smoothing: 0.5 });
    expect(lines.map(({ weight }) => weight)).toEqual(['ghost', 'bold']);
    expect([...(lines[0]?.y ?? [])]).toEqual([0, 1, 0, 1, 0]);
    expect(Math.max(...(lines[1]?.y ?? []))).toBeLessThan(1);
  });

  it('marks where runs drop out of a group', () => {
    const group = aSeries([1, 10, 100], [0.1, 0.5, 1], { n: Float64Array.of(3, 3, 2) });
    expect(framed(aModel([group])).lines[0]?.drops).toEqual([{ x: 1, y: 0.5, n: 2 }]);
  });

  it('takes a range typed by hand', () => {
    const { y } = framed(aModel([aSeries([1, 10], [0, 1])]), { yRange: [0.9, 1] });
    expect(y.range.from).toBeGreaterThan(0.89);
  });
});

describe('the extent of steps', () => {
  it('reaches to the budget of a run that goes on', () => {
    expect(stepExtent([aSeries([0, 1, 5], [0, 0, 0])], 20_000)).toEqual({
      min: 0,
      max: 20_000,
      minPositive: 1,
    });
    expect(stepExtent([], 500)).toEqual({ min: 0, max: 500, minPositive: 1 });
  });

  it('knows a lone step 0', () => {
    const extent = stepExtent([aSeries([0], [1])]);
    expect(makeScale('log', extent).toAxis(0)).toBeLessThan(0);
  });
});

describe('the crosshair', () => {
  it('shows the values around the pointer when there are many', () => {
    const many = Array.from({ length: 40 }, (_, i) => aSeries([10], [i / 40], { id: String(i) }));
    const model = aModel(many);
    const frame = framed(model, { xRange: { from: 0, to: 2 } });
    const box = crosshairBox(model, frame, 10, 0.5);
    expect(box.rows).toHaveLength(MOST_ROWS);
    expect(box.hidden).toBe(40 - MOST_ROWS);
    const nearest = box.rows.filter((row) => row.nearest);
    expect(nearest.map((row) => row.value)).toEqual([0.5]);
    expect(box.rows[0]?.value).toBeGreaterThan(0.5);
    expect(box.rows.at(-1)?.value).toBeLessThan(0.5);
  });
});

describe('the crosshair over a group', () => {
  it('reads its line and not the faint lines of its members', () => {
    const model = aModel([
      aSeries([10], [0.2], { weight: 'faint', label: 'member' }),
      aSeries([10], [0.4], { label: 'group' }),
    ]);
    const box = crosshairBox(model, framed(model, { xRange: { from: 0, to: 2 } }), 10, null);
    expect(box.rows.map(({ series }) => model.series[series]?.label)).toEqual(['group']);
  });
});

describe('CSV of what is drawn', () => {
  it('has the points in view, band and number of runs where there are any', () => {
    const group = aSeries([0, 10], [0.1, 0.2], {
      label: 'λ = 1 (median, n = 2)',
      seconds: new Float64Array(0),
      low: Float64Array.of(0, 0.1),
      high: Float64Array.of(0.2, NaN),
      n: Float64Array.of(2, 1),
    });
    const text = drawnCsv([aModel([aSeries([0, 10, 20], [1 / 3, Infinity, 0]), group])], { from: 0, to: 10 });
    expect(text.split('\n')).toEqual([
      'chart,series,step,seconds,value,low,high,n',
      'accuracy,a run,0,0,0.3333333333333333,,,',
      'accuracy,a run,10,1,Infinity,,,',
      'accuracy,"λ = 1 (median, n = 2)",0,,0.1,0,0.2,2',
      'accuracy,"λ = 1 (median, n = 2)",10,,0.2,0.1,NaN,1',
      '',
    ]);
  });

  it('keeps a spreadsheet from taking a name for a formula', () => {
    const text = drawnCsv([aModel([aSeries([1], [1], { label: '=HYPERLINK("x")' })])], null);
    expect(text).toContain(`"'=HYPERLINK(""x"")"`);
  });
});

describe('a saved picture', () => {
  const ink = {
    text: '#000000',
    muted: '#555555',
    grid: '#eeeeee',
    ground: '#ffffff',
    shade: '#ffdddd',
    runs: ['#0072b2', '#d55e00'],
  };
  const model = aModel([aSeries([0, 1, 10, 100], [0, 0.1, NaN, 1], { label: 'a < b & "c"' })], {
    rules: [{ step: 100, label: 'generalised at 100', stroke: null }],
    levels: [{ value: 0.99, label: 'threshold 0.99' }],
    spans: [{ from: 10, to: 20, label: '', kind: 'collapse' }],
  });

  it('is well-formed SVG with title, axes, labels and legend', () => {
    const svg = toSvg(makePicture(model, framed(model), ink), 'a run: Accuracy');
    for (const part of [
      'Accuracy',
      'generalised at 100',
      'threshold 0.99',
      '>step<',
      '>0.2<',
      'a &lt; b &amp;',
    ])
      expect(svg).toContain(part);
    expect(svg.match(/<text/g)?.length).toBe(svg.match(/<\/text>/g)?.length);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('draws no line across a gap or out of the gutter', () => {
    const { shapes } = makePicture(model, framed(model), ink);
    const lines = shapes.filter((shape) => shape.kind === 'line' && shape.colour === '#0072b2');
    // The dash in the gutter and the sample in the legend; single points between gaps make no line.
    expect(lines).toHaveLength(2);
  });
});

describe('collapses', () => {
  const train = aSeries([0, 10, 20, 30, 40, 50], [0.2, 1, 0.5, 0.3, 1, 0.1]);

  it('are the stretches below the level after the start', () => {
    expect(findDips(train, 10, 0.9)).toEqual([
      { from: 20, to: 40, lowest: 0.3 },
      { from: 50, to: 50, lowest: 0.1 },
    ]);
  });

  it('do not count what was low from the beginning', () => {
    expect(findDips(aSeries([0, 10, 20], [0, 0.5, 1]), 20, 0.9)).toEqual([]);
  });
});

describe('small things', () => {
  it('a sparkline stays inside its box, cuts at gaps and never says NaN', () => {
    const path = sparklinePath([0, 1, 10, 100], [0, NaN, 0.5, 2], 100, 96, 22);
    expect(path).toBe('M1 21M48 11L95 1');
  });

  it('strokes differ for neighbours and are the same for a run everywhere', () => {
    expect(strokeOfRun(1)).toEqual(strokeOf(0));
    expect(strokeOf(0)).not.toEqual(strokeOf(1));
    expect(new Set(Array.from({ length: 28 }, (_, i) => JSON.stringify(strokeOf(i)))).size).toBe(28);
  });

  it('a zoom in the address is two numbers in order', () => {
    expect(parsePair('0..4000')).toEqual([0, 4000]);
    expect(parsePair('1e-5..0.5')).toEqual([1e-5, 0.5]);
    for (const wrong of ['', '5..1', '1..', 'a..b', '1...2']) expect(parsePair(wrong)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { ChartLink } from '../../../../src-renderer/charts/chart-link.svelte.ts';
import { PanelView } from '../../../../src-renderer/charts/panel-view.svelte.ts';
import { isWhole, pan, zoomAround } from '../../../../src-renderer/charts/zoom.ts';

const extent = { min: 0, max: 10_000, minPositive: 1 };
const aLink = () => new ChartLink(() => extent);

describe('zooming', () => {
  const whole = { from: 0, to: 4 };

  it('keeps the place under the pointer where it is', () => {
    const zoomed = zoomAround(whole, whole, 1, 0.5);
    expect(zoomed).toEqual({ from: 0.5, to: 2.5 });
  });

  it('never leaves the axis', () => {
    expect(zoomAround({ from: 3, to: 4 }, whole, 4, 10)).toEqual(whole);
    expect(pan({ from: 3, to: 4 }, whole, 2)).toEqual({ from: 3, to: 4 });
    expect(isWhole(whole, whole)).toBe(true);
  });

  it('stops before nothing can be told apart', () => {
    let range = whole;
    for (let i = 0; i < 200; i++) range = zoomAround(range, whole, 2, 0.5);
    expect(range.to - range.from).toBeGreaterThan(0);
  });
});

describe('charts of a page', () => {
  it('keep the steps in view when the axis changes its kind', () => {
    const link = aLink();
    link.zoomTo({ from: 2, to: 3 });
    expect(link.zoom?.from).toBeCloseTo(100);
    link.toggleX();
    expect(link.range.from).toBeCloseTo(100);
    expect(link.range.to).toBeCloseTo(1000);
  });

  it('show everything again once zoomed out', () => {
    const link = aLink();
    link.zoomTo({ from: 2, to: 3 });
    link.zoomBy(2.5, 100);
    expect(link.zoom).toBeNull();
  });

  it('reach back to step 0 when the gutter is in view', () => {
    const link = aLink();
    link.zoomTo({ from: link.whole.from, to: 2 });
    expect(link.zoom?.from).toBe(0);
    expect(link.range.from).toBe(link.whole.from);
  });

  it('do not pan an axis that is shown as a whole', () => {
    const link = aLink();
    link.panBy(1);
    expect(link.zoom).toBeNull();
  });
});

describe('one chart', () => {
  const model = {
    id: 'loss',
    title: 'Loss',
    unit: 'nats',
    scale: 'log' as const,
    series: [],
    rules: [],
    levels: [],
    spans: [],
    empty: '',
  };

  it('follows its model until somebody changes its axis', () => {
    const view = new PanelView(() => model, aLink());
    expect(view.scale).toBe('log');
    view.toggleY();
    expect(view.scale).toBe('linear');
    view.toggleY();
    expect(view.scale).toBe('log');
  });

  it('gives smoothed lines to files beside the raw ones', () => {
    const link = aLink();
    const steps = Float64Array.of(1, 10, 100);
    const series = {
      id: 'a',
      label: 'train loss',
      stroke: { colour: 0, dash: 0 },
      weight: 'bold' as const,
      live: false,
      step: steps,
      value: Float64Array.of(0, 1, 0),
      seconds: steps,
    };
    const view = new PanelView(() => ({ ...model, series: [series] }), link);
    expect(view.drawn.series).toHaveLength(1);
    link.smoothing = 0.3;
    expect(view.drawn.series.map(({ label }) => label)).toEqual(['train loss', 'train loss, smoothed']);
    expect(view.drawn.series[1]?.value[1]).toBeLessThan(1);
  });

  it('zooms with the others until it is set apart', () => {
    const link = aLink();
    const view = new PanelView(() => model, link);
    expect(view.link).toBe(link);
    view.toggleLinked();
    view.link.zoom = { from: 5, to: 10 };
    expect(link.zoom).toBeNull();
    view.toggleLinked();
    expect(view.link).toBe(link);
  });
});

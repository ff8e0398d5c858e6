/** @file What the charts of a page share: step axis, zoom, crosshair, smoothing and highlighted line. */
import { makeScale, wholeRange, type AxisRange, type Extent, type ScaleKind } from './axis-scale.ts';
import type { StepWindow } from './chart-model.ts';
import { isWhole, pan, rangeOf, windowOf, zoomAround } from './zoom.ts';

/** The step under the pointer and the chart it is over. */
export interface Hover {
  readonly step: number;
  readonly chart: string;
}

export class ChartLink {
  xScale = $state<ScaleKind>('log');
  smoothing = $state(0);
  /** null shows the whole axis. */
  zoom = $state.raw<StepWindow | null>(null);
  hover = $state.raw<Hover | null>(null);
  /** Id of the line that stands out. */
  highlight = $state<string | null>(null);

  readonly #extent: () => Extent;
  readonly x = $derived.by(() => makeScale(this.xScale, this.#extent()));
  readonly whole: AxisRange = $derived.by(() => wholeRange(this.x, this.#extent()));
  readonly range: AxisRange = $derived(this.zoom ? rangeOf(this.x, this.zoom, this.whole) : this.whole);

  /** @param extent all steps of all charts of the page; read anew whenever it changes */
  constructor(extent: () => Extent) {
    this.#extent = extent;
  }

  zoomTo(range: AxisRange): void {
    this.zoom = isWhole(range, this.whole) ? null : windowOf(this.x, range);
  }

  zoomBy(anchor: number, factor: number): void {
    this.zoomTo(zoomAround(this.range, this.whole, anchor, factor));
  }

  panBy(axisUnits: number): void {
    if (this.zoom) this.zoomTo(pan(this.range, this.whole, axisUnits));
  }

  reset(): void {
    this.zoom = null;
  }

  toggleX(): void {
    this.xScale = this.xScale === 'log' ? 'linear' : 'log';
  }
}

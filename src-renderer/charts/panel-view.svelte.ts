/** @file How one chart is looked at: its y axis, and whether it zooms with the others of its page. */
import type { ScaleKind } from './axis-scale.ts';
import { ChartLink } from './chart-link.svelte.ts';
import type { ChartModel } from './chart-model.ts';
import { makeFrame, stepExtent, withSmoothed, type ChartFrame } from './frame.ts';

export class PanelView {
  /** null follows the model. */
  yScale = $state<ScaleKind | null>(null);
  /** Typed by hand; null follows the model or the data in view. */
  yRange = $state.raw<readonly [number, number] | null>(null);
  #own = $state.raw<ChartLink | null>(null);

  readonly #model: () => ChartModel;
  readonly #shared: ChartLink;

  readonly linked = $derived(this.#own === null);
  readonly scale: ScaleKind = $derived.by(() => this.yScale ?? this.#model().scale);
  readonly frame: ChartFrame = $derived.by(() =>
    makeFrame(this.#model(), {
      x: this.link.x,
      xRange: this.link.range,
      yScale: this.scale,
      yRange: this.yRange,
      smoothing: this.link.smoothing,
      highlight: this.#shared.highlight,
    }),
  );

  constructor(model: () => ChartModel, shared: ChartLink) {
    this.#model = model;
    this.#shared = shared;
  }

  /** What is drawn, smoothed lines included, for files. */
  get drawn(): ChartModel {
    const { x, range, smoothing } = this.link;
    return withSmoothed(this.model, x, (range.to - range.from) * smoothing);
  }

  get model(): ChartModel {
    return this.#model();
  }

  /** The zoom and crosshair this chart follows. */
  get link(): ChartLink {
    return this.#own ?? this.#shared;
  }

  toggleY(): void {
    this.yScale = this.scale === 'log' ? 'linear' : 'log';
    this.yRange = null;
  }

  /** Gives the chart a zoom and crosshair of its own, or takes them away again. */
  toggleLinked(): void {
    if (this.#own) {
      this.#own = null;
      return;
    }
    const own = new ChartLink(() => stepExtent(this.#model().series));
    own.xScale = this.#shared.xScale;
    own.smoothing = this.#shared.smoothing;
    own.zoom = this.#shared.zoom;
    this.#own = own;
  }
}

/** @file The bridge to Chart.js, and the only file that imports it: Chart.js lays out and labels the axes, follows the
 *  size and the pixel density; the lines of a frame are drawn here, straight from typed arrays. Its own line type makes
 *  an object per point, which is too slow for a hundred curves of thousands of points. */
import {
  Chart,
  DatasetController,
  LinearScale,
  PointElement,
  type ChartConfiguration,
  type Scale,
} from 'chart.js';
import type { Area, ChartInk } from './canvas-space.ts';
import type { ChartFrame } from './frame.ts';
import { drawFrame } from './draw-frame.ts';
import { drawLiveEnds, drawRules, LABEL_ROW, labelRows } from './draw-marks.ts';
import type { Tick } from './ticks.ts';

declare module 'chart.js' {
  interface ChartTypeRegistry {
    curves: {
      chartOptions: object;
      datasetOptions: object;
      defaultDataPoint: number;
      metaExtensions: object;
      parsedDataType: { x: number; y: number };
      scales: 'linear';
    };
  }
}

/** Same on every chart, so that the steps of charts above each other line up. */
const Y_AXIS_WIDTH = 60;
const RIGHT_MARGIN = 58;
const TOP_MARGIN = 6;

interface FrameDataset {
  data: number[];
  frame: ChartFrame;
  ink: ChartInk;
}

class CurvesController extends DatasetController {
  static id = 'curves';
  static defaults = { datasetElementType: false, dataElementType: 'point' };
  static overrides = { scales: { x: { type: 'linear' }, y: { type: 'linear' } } };

  override update(): void {}

  override draw(): void {
    const { frame, ink } = this.getDataset() as unknown as FrameDataset;
    drawFrame(this.chart.ctx, this.chart.chartArea, frame, ink);
  }
}

// The library asks for some element type, though no dataset of ours has elements.
Chart.register(CurvesController, LinearScale, PointElement);

type LabelledTick = { value: number; major: boolean; text: string };

export class CanvasChart {
  readonly #chart: Chart<'curves', number[]>;
  #frame: ChartFrame | null = null;
  #ink: ChartInk | null = null;

  /** @param onLayout called whenever the plot has a new place inside the canvas */
  constructor(canvas: HTMLCanvasElement, frame: ChartFrame, ink: ChartInk, onLayout: (area: Area) => void) {
    this.#frame = frame;
    this.#ink = ink;
    this.#chart = new Chart(canvas, this.#configuration(onLayout));
  }

  show(frame: ChartFrame, ink: ChartInk): void {
    this.#frame = frame;
    this.#ink = ink;
    const dataset = this.#chart.data.datasets[0] as unknown as FrameDataset;
    dataset.frame = frame;
    dataset.ink = ink;
    this.#chart.update('none');
  }

  destroy(): void {
    this.#chart.destroy();
  }

  #configuration(onLayout: (area: Area) => void): ChartConfiguration<'curves', number[]> {
    const dataset = { data: [], frame: this.#frame, ink: this.#ink, clip: false };
    return {
      type: 'curves',
      data: { datasets: [dataset] },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        events: [],
        layout: { padding: { top: TOP_MARGIN, right: RIGHT_MARGIN, bottom: 0, left: 0 } },
        scales: { x: this.#axis('x'), y: this.#axis('y') },
      },
      plugins: [
        {
          id: 'layout',
          beforeLayout: (chart: Chart) => {
            if (!this.#frame || !this.#ink) return;
            const rows = labelRows(
              chart.ctx,
              Y_AXIS_WIDTH,
              chart.width - RIGHT_MARGIN,
              this.#frame,
              this.#ink,
            );
            Object.assign(chart.options.layout?.padding ?? {}, { top: TOP_MARGIN + rows * LABEL_ROW });
          },
          afterUpdate: (chart: Chart) => {
            const { left, right, top, bottom } = chart.chartArea;
            onLayout({ left, right, top, bottom });
          },
        },
        {
          id: 'rules-and-ends',
          afterDatasetsDraw: (chart: Chart) => {
            if (!this.#frame || !this.#ink) return;
            drawRules(chart.ctx, chart.chartArea, this.#frame, this.#ink);
            drawLiveEnds(chart.ctx, chart.chartArea, this.#frame, this.#ink);
          },
        },
      ],
    } as unknown as ChartConfiguration<'curves', number[]>;
  }

  #axis(id: 'x' | 'y') {
    const view = () => (this.#frame as ChartFrame)[id];
    const ink = () => this.#ink as ChartInk;
    const ticksOf = (scale: Scale) => scale.ticks as unknown as LabelledTick[];
    return {
      type: 'linear',
      position: id === 'x' ? 'bottom' : 'left',
      beforeDataLimits: (scale: Scale) => {
        const { from, to } = view().range;
        Object.assign(scale.options, { min: from, max: to });
      },
      afterDataLimits: (scale: Scale) => {
        scale.min = view().range.from;
        scale.max = view().range.to;
      },
      afterBuildTicks: (scale: Scale) => {
        const pixels = id === 'x' ? scale.width : scale.height;
        scale.ticks = view().ticks(pixels).map(asChartTick) as unknown as Scale['ticks'];
      },
      afterFit: (scale: Scale) => {
        if (id === 'y') scale.width = Y_AXIS_WIDTH;
      },
      border: { color: () => ink().axis },
      grid: {
        color: (context: { tick?: LabelledTick }) => (context.tick?.text ? ink().grid : 'transparent'),
        tickColor: () => ink().axis,
        tickLength: 5,
      },
      ticks: {
        autoSkip: false,
        maxRotation: 0,
        padding: 3,
        color: () => ink().text,
        font: () => ({ family: ink().font, size: 11 }),
        callback(this: Scale, _value: unknown, index: number) {
          return ticksOf(this)[index]?.text ?? '';
        },
      },
    };
  }
}

const asChartTick = (tick: Tick): LabelledTick => ({
  value: tick.at,
  major: tick.label !== '',
  text: tick.label,
});

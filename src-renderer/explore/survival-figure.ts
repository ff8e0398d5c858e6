/** @file Survival curves: the share of runs that have not generalised yet, a step curve with its band per group. */
import type { ScaleKind } from '../charts/axis-scale.ts';
import type { AxisView } from '../charts/frame.ts';
import { axisShapes, place, stroke, text, type Plot, type Shape } from '../charts/shapes.ts';
import { DASHES } from '../charts/strokes.ts';
import { count } from '../ui/format.ts';
import type { GrokGroup, GrokTimes } from '../../src-main/contract/wire/grok-times.ts';
import {
  legendHeight,
  legendRows,
  legendShapes,
  numberAxis,
  type Figure,
  type FigureSize,
  type Mark,
} from '../figures/figure.ts';
import { groupLabel, groupStrokes } from './group-names.ts';
import { percent } from './times-shapes.ts';

/** A corner of a step curve. */
export interface Corner {
  readonly time: number;
  readonly survival: number;
  readonly low: number;
  readonly high: number;
}

/** The corners of a group's curve from `start` to the last step anybody was seen at: flat, then down at each event. */
export function corners({ curve }: GrokGroup, start: number): Corner[] {
  const result: Corner[] = [{ time: start, survival: 1, low: 1, high: 1 }];
  for (let i = 0; i < curve.time.length; i++) {
    const before = result.at(-1) as Corner;
    const time = curve.time[i] as number;
    const now = {
      time,
      survival: curve.survival[i] as number,
      low: curve.low[i] as number,
      high: curve.high[i] as number,
    };
    result.push({ ...before, time });
    if (now.survival < before.survival) result.push(now);
  }
  return result;
}

const BAND_ALPHA = 0.13;
/** Bands of more groups than these lie over each other and say nothing. */
const MOST_BANDS = 6;

export function survivalFigure(
  times: GrokTimes,
  kind: ScaleKind,
  { ink, width, height }: FigureSize,
): Figure {
  const strokes = groupStrokes(times);
  const drawn = times.groups.flatMap((group, index) => (group.n > 0 ? [{ group, index }] : []));
  const colour = (index: number) => ink.runs[strokes[index]?.colour ?? 0] ?? ink.text;
  const entries = drawn.map(({ group, index }) => ({
    label: `${groupLabel(times.by, group.values)} (n = ${group.n})`,
    colour: colour(index),
    sample: 'line' as const,
    dash: DASHES[strokes[index]?.dash ?? 0] ?? [],
  }));
  const legend = legendRows(entries, width - 70);
  const plot: Plot = { left: 60, right: width - 16, top: 16, bottom: height - 46 - legendHeight(legend) };
  const all = drawn.flatMap(({ group }) => [...group.curve.time]).filter((time) => time > 0);
  const start = kind === 'linear' ? 0 : Math.min(...all) / 1.5;
  const along = numberAxis(kind, all.length > 0 ? [start, ...all] : []);
  const up = shareAxis();
  const x = (time: number) => place(along, plot.left, plot.right)(along.scale.toAxis(Math.max(time, start)));
  const y = place(up, plot.bottom, plot.top);
  const curves = drawn.map((one) => ({ ...one, corners: corners(one.group, start) }));
  const bands = curves.length <= MOST_BANDS ? curves : [];
  return {
    width,
    height,
    ground: ink.ground,
    shapes: [
      ...axisShapes(along, up, plot, ink),
      text(plot.left, 9, 'share of runs without it', ink.muted, 'start', 10),
      ...bands.map(({ corners: own, index }) => band(own, x, y, colour(index))),
      ...curves.flatMap(({ corners: own, group, index }) => [
        stroke(
          own.flatMap((corner) => [x(corner.time), y(corner.survival)]),
          colour(index),
          1.8,
          DASHES[strokes[index]?.dash ?? 0],
        ),
        ...censoredTicks(group, x, y, colour(index)),
      ]),
      text((plot.left + plot.right) / 2, plot.bottom + 34, 'step', ink.muted, 'middle'),
      ...legendShapes(legend, plot.left, plot.bottom + 40, ink),
    ],
    marks: curves.flatMap(({ group }) => dropMarks(times, group, x, y)),
  };
}

function shareAxis(): AxisView {
  const axis = numberAxis('linear', [0, 1], 40);
  return { ...axis, range: { from: -0.02, to: 1.03 } };
}

function band(
  own: readonly Corner[],
  x: (t: number) => number,
  y: (s: number) => number,
  colour: string,
): Shape {
  const known = own.filter(({ low, high }) => !Number.isNaN(low + high));
  const upper = known.flatMap(({ time, high }) => [x(time), y(high)]);
  const lower = [...known].reverse().flatMap(({ time, low }) => [x(time), y(low)]);
  return { kind: 'area', points: Float64Array.from([...upper, ...lower]), colour, alpha: BAND_ALPHA };
}

/** A small stroke where a run was last seen. */
function censoredTicks(
  { curve }: GrokGroup,
  x: (t: number) => number,
  y: (s: number) => number,
  colour: string,
): Shape[] {
  return [...curve.time].flatMap((time, i) => {
    if (!((curve.censored[i] as number) > 0)) return [];
    const [at, level] = [x(time), y(curve.survival[i] as number)];
    return [stroke([at, level - 5, at, level + 5], colour, 1.4)];
  });
}

function dropMarks(
  { by }: GrokTimes,
  group: GrokGroup,
  x: (t: number) => number,
  y: (s: number) => number,
): Mark[] {
  const { curve } = group;
  return [...curve.time].flatMap((time, i) => {
    const events = curve.events[i] as number;
    if (events === 0) return [];
    const survival = curve.survival[i] as number;
    const label = `${groupLabel(by, group.values)}: ${percent(survival)} without it after step ${count(time)}, ${count((curve.atRisk[i] as number) - events - (curve.censored[i] as number))} still watched`;
    return [{ x: x(time), y: y(survival), radius: 7, label, run: null }];
  });
}

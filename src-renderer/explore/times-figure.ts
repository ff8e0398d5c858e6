/** @file Grokking time against a setting: every run a point, every group its median with an interval, runs without the
 *  event hollow at their last step, laws dashed. */
import type { ScaleKind } from '../charts/axis-scale.ts';
import type { AxisView } from '../charts/frame.ts';
import { axisShapes, place, stroke, text, type Ink, type Plot, type Shape } from '../charts/shapes.ts';
import { count } from '../ui/format.ts';
import type { GrokGroup, GrokLaw, GrokPoint, GrokTimes } from '../../src-main/contract/wire/grok-times.ts';
import {
  disc,
  legendHeight,
  legendRows,
  legendShapes,
  numberAxis,
  ring,
  valueAxis,
  wordAxis,
  type Figure,
  type FigureSize,
  type LegendEntry,
  type Mark,
} from '../figures/figure.ts';
import { groupLabel, groupStrokes, pathName, pathTitle, valuesOf, valueText } from './group-names.ts';

export interface TimesScales {
  readonly x: ScaleKind;
  readonly y: ScaleKind;
}

/** Everything a part of the figure needs to find its place. */
interface Canvas {
  readonly times: GrokTimes;
  readonly ink: Ink;
  readonly plot: Plot;
  readonly x: (group: number) => number;
  readonly y: (steps: number) => number;
  readonly colour: (group: number) => string;
}

export function timesFigure(times: GrokTimes, scales: TimesScales, size: FigureSize): Figure {
  const { ink, width, height } = size;
  const legend = legendRows(legendOf(times, ink), width - 70);
  const plot: Plot = { left: 60, right: width - 16, top: 12, bottom: height - 46 - legendHeight(legend) };
  const along = settingAxis(times, scales.x);
  const up = stepAxis(times, scales.y);
  const canvas = canvasOf(times, { along, up, plot, ink });
  const runs = times.points.flatMap((point) => runMark(canvas, point, times.points));
  return {
    width,
    height,
    ground: ink.ground,
    shapes: [
      ...axisShapes(along, up, plot, ink),
      text(
        plot.left,
        9,
        `${times.definition.delay ? 'delay' : 'grokking time'}, steps`,
        ink.muted,
        'start',
        10,
      ),
      ...times.laws.flatMap((law, i) => lawShapes(canvas, law, i)),
      ...trendShapes(canvas),
      ...runs.flatMap(({ shapes }) => shapes),
      ...times.groups.flatMap((group, i) => medianShapes(canvas, group, i)),
      text((plot.left + plot.right) / 2, plot.bottom + 34, axisTitle(times), ink.muted, 'middle'),
      ...legendShapes(legend, plot.left, plot.bottom + 40, ink),
    ],
    marks: [
      ...runs.map(({ mark }) => mark),
      ...times.groups.flatMap((group, i) => groupMark(canvas, group, i)),
    ],
  };
}

/** Whether every group has a number for the setting with that index. */
export const isNumeric = (times: GrokTimes, index: number): boolean =>
  times.by.length > index && times.groups.every(({ values }) => typeof values[index] === 'number');

function settingAxis(times: GrokTimes, kind: ScaleKind): AxisView {
  if (!isNumeric(times, 0))
    return wordAxis(times.by.length > 0 ? valuesOf(times, 0).map(valueText) : ['all runs']);
  return valueAxis(kind, valuesOf(times, 0) as number[]);
}

function stepAxis({ points, groups, laws }: GrokTimes, kind: ScaleKind): AxisView {
  const steps = [
    ...points.map(({ time }) => time),
    ...groups.flatMap(({ median, low, high }) => [median, low, high]),
    ...laws.flatMap(({ residuals }) => residuals.map(({ predicted }) => predicted)),
  ];
  return numberAxis(kind, steps.filter((step) => step !== null && step > 0) as number[], 30);
}

const axisTitle = ({ by }: GrokTimes): string => (by[0] === undefined ? '' : pathTitle(by[0]));

/** Pixels between the series of a second setting, so that they do not cover each other. */
const APART = 9;

function canvasOf(
  times: GrokTimes,
  { along, up, plot, ink }: { along: AxisView; up: AxisView; plot: Plot; ink: Ink },
): Canvas {
  const across = place(along, plot.left, plot.right);
  const upwards = place(up, plot.bottom, plot.top);
  const [first, second] = [valuesOf(times, 0), valuesOf(times, 1)];
  const numeric = isNumeric(times, 0);
  const strokes = groupStrokes(times);
  const shift = ([, b = null]: GrokGroup['values']) =>
    times.by.length < 2 ? 0 : (second.indexOf(b) - (second.length - 1) / 2) * APART;
  return {
    times,
    ink,
    plot,
    x: (group) => {
      const values = times.groups[group]?.values ?? [];
      const at = numeric
        ? along.scale.toAxis(values[0] as number)
        : Math.max(0, first.indexOf(values[0] ?? null));
      return across(at) + shift(values);
    },
    y: (steps) => upwards(up.scale.toAxis(steps)),
    colour: (group) => ink.runs[strokes[group]?.colour ?? 0] ?? ink.text,
  };
}

const outcomeWords = (point: GrokPoint, delay: boolean): string => {
  const time = count(point.time ?? 0);
  if (point.outcome !== 'event') {
    const still = point.outcome === 'provisional' ? ' so far' : '';
    return `not by ${time} steps${still}`;
  }
  const bounds = point.low === null ? '' : ` (after ${count(point.low)})`;
  return delay ? `delay ${time} steps` : `at ${time}${bounds}`;
};

/** Runs of a group stand beside each other in the order of the store. */
function runMark(
  canvas: Canvas,
  point: GrokPoint,
  all: readonly GrokPoint[],
): { shapes: Shape[]; mark: Mark }[] {
  const { times, ink } = canvas;
  if (point.time === null || !(point.time > 0)) return [];
  const mates = all.filter(({ group, time }) => group === point.group && time !== null);
  const spread = Math.min(3, 26 / mates.length);
  const x = canvas.x(point.group) + (mates.indexOf(point) - (mates.length - 1) / 2) * spread;
  const y = canvas.y(point.time);
  const colour = canvas.colour(point.group);
  const seen = point.outcome === 'event';
  const arrow = seen
    ? []
    : [stroke([x, y - 4, x, y - 11, x - 2.5, y - 8.5, x, y - 11, x + 2.5, y - 8.5], colour, 1.2)];
  const { values = [] } = times.groups[point.group] ?? {};
  const label = `${point.name}: ${outcomeWords(point, times.definition.delay)} · ${groupLabel(times.by, values)}`;
  return [
    {
      shapes: seen ? [disc(x, y, 3, colour, 0.6)] : [...ring(x, y, 3.5, colour, ink.ground), ...arrow],
      mark: { x, y, radius: 7, label, run: point.run },
    },
  ];
}

/** Median as a bar, its interval as a line; where the interval is open above, an arrow up to the edge. */
function medianShapes({ x, y, plot, colour, ink }: Canvas, group: GrokGroup, index: number): Shape[] {
  if (group.median === null) return [];
  const at = x(index);
  const middle = y(group.median);
  const top = group.high === null ? plot.top : y(group.high);
  const bottom = group.low === null ? plot.bottom : y(group.low);
  const cap = (level: number) => stroke([at - 5, level, at + 5, level], colour(index), 1.5);
  return [
    stroke([at, bottom, at, top], colour(index), 1.5, group.high === null ? [3, 2] : []),
    ...(group.low === null ? [] : [cap(bottom)]),
    ...(group.high === null
      ? [stroke([at - 4, top + 6, at, top, at + 4, top + 6], colour(index), 1.5)]
      : [cap(top)]),
    stroke([at - 11, middle, at + 11, middle], ink.ground, 5),
    stroke([at - 10, middle, at + 10, middle], colour(index), 3),
  ];
}

function groupMark({ times, x, y }: Canvas, group: GrokGroup, index: number): Mark[] {
  if (group.median === null) return [];
  const interval = `${group.low === null ? '–' : count(group.low)} to ${group.high === null ? 'open' : count(group.high)}`;
  const label = `${groupLabel(times.by, group.values)}: median ${count(group.median)} (${percent(times.level)} ${interval}), ${group.events} of ${group.n} runs`;
  return [{ x: x(index), y: y(group.median), radius: 9, label, run: null }];
}

export const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

/** Medians joined in the order of the setting, once per value of the second. */
function trendShapes({ times, x, y, colour, ink }: Canvas): Shape[] {
  if (!isNumeric(times, 0)) return [];
  const series = times.by.length < 2 ? [null] : valuesOf(times, 1);
  return series.flatMap((value) => {
    const own = times.groups.flatMap((group, i) =>
      (times.by.length < 2 || (group.values[1] ?? null) === value) && group.median !== null ? [i] : [],
    );
    if (own.length < 2) return [];
    const line = own.flatMap((i) => [x(i), y(times.groups[i]?.median as number)]);
    return [stroke(line, times.by.length < 2 ? ink.muted : colour(own[0] as number), 1.2, [], 0.7)];
  });
}

const LAW_DASHES: readonly (readonly number[])[] = [
  [6, 4],
  [2, 3],
  [8, 3, 2, 3],
  [3, 3],
];
const lawDash = (index: number): readonly number[] => LAW_DASHES[index % LAW_DASHES.length] ?? [];

function lawShapes({ x, y, ink }: Canvas, law: GrokLaw, index: number): Shape[] {
  const line = law.residuals.flatMap(({ predicted }, i) => (predicted === null ? [] : [x(i), y(predicted)]));
  return line.length < 4 ? [] : [stroke(line, ink.text, 1.1, lawDash(index), 0.75)];
}

function legendOf(times: GrokTimes, ink: Ink): LegendEntry[] {
  const strokes = groupStrokes(times);
  const seconds = times.by.length < 2 ? [] : valuesOf(times, 1);
  const colours = seconds.map((value): LegendEntry => {
    const group = times.groups.findIndex(({ values }) => (values[1] ?? null) === value);
    const colour = ink.runs[strokes[group]?.colour ?? 0] ?? ink.text;
    return { label: `${pathName(times.by[1] as string)} = ${valueText(value)}`, colour, sample: 'box' };
  });
  const open = times.points.some(({ outcome }) => outcome === 'censored' || outcome === 'provisional');
  return [
    ...colours,
    { label: 'a run', colour: ink.muted, sample: 'disc' },
    ...(open ? [{ label: 'not by its last step', colour: ink.muted, sample: 'ring' } as const] : []),
    { label: `median, ${percent(times.level)} interval`, colour: ink.muted, sample: 'line' },
    ...times.laws.map(({ formula }, i): LegendEntry => ({
      label: formula,
      colour: ink.text,
      sample: 'line',
      dash: lawDash(i),
    })),
  ];
}

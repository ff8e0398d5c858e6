/** @file Where things stand in the figure of grokking time against a setting. */
import type { ScaleKind } from '../charts/axis-scale.ts';
import type { AxisView } from '../charts/frame.ts';
import { place, type Ink, type Plot } from '../charts/shapes.ts';
import type { GrokGroup, GrokTimes } from '../../src-main/contract/wire/grok-times.ts';
import { numberAxis, valueAxis, wordAxis } from '../figures/figure.ts';
import { groupStrokes, valuesOf, valueText } from './group-names.ts';

export interface TimesScales {
  readonly x: ScaleKind;
  readonly y: ScaleKind;
}

/** Everything a part of the figure needs to find its place. */
export interface Canvas {
  readonly times: GrokTimes;
  readonly ink: Ink;
  readonly plot: Plot;
  readonly x: (group: number) => number;
  readonly y: (steps: number) => number;
  readonly colour: (group: number) => string;
}

/** Whether every group has a number for the setting with that index. */
export const isNumeric = (times: GrokTimes, index: number): boolean =>
  times.by.length > index && times.groups.every(({ values }) => typeof values[index] === 'number');

export function settingAxis(times: GrokTimes, kind: ScaleKind): AxisView {
  if (!isNumeric(times, 0))
    return wordAxis(times.by.length > 0 ? valuesOf(times, 0).map(valueText) : ['all runs']);
  return valueAxis(kind, valuesOf(times, 0) as number[]);
}

export function stepAxis({ points, groups, laws }: GrokTimes, kind: ScaleKind): AxisView {
  const steps = [
    ...points.map(({ time }) => time),
    ...groups.flatMap(({ median, low, high }) => [median, low, high]),
    ...laws.flatMap(({ residuals }) => residuals.map(({ predicted }) => predicted)),
  ];
  return numberAxis(kind, steps.filter((step) => step !== null && step > 0) as number[], 30);
}

/** Pixels between the series of a second setting, so that they do not cover each other. */
const APART = 9;

export function canvasOf(
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

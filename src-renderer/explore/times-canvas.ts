/** @file Where things stand in the figure of grokking time against a setting. */
import type { ScaleKind } from '../charts/axis-scale.ts';
import type { AxisView } from '../charts/frame.ts';
import { place, type Ink, type Plot } from '../charts/shapes.ts';
import type { GrokGroup, GrokTimes } from '../../src-main/contract/wire/grok-times.ts';
import { numberAxis, valueAxis, wordAxis } from '../figures/figure.ts';
import { groupStrokes, isNotKnown, valuesOf, valueText } from './group-names.ts';

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

/** Whether every group whose setting with that index is known has a number for it. */
export function isNumeric({ by, groups }: GrokTimes, index: number): boolean {
  const known = groups.filter((group) => !isNotKnown(group, index));
  return by.length > index && known.length > 0 && known.every(({ values }) => isNumber(values[index]));
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

/** Pixels beside an axis of numbers for groups whose setting nobody knows. */
const BESIDE = 72;

/** How wide that strip is; 0 where nothing stands in it. */
export const widthBeside = (times: GrokTimes): number =>
  isNumeric(times, 0) && times.groups.some((group) => isNotKnown(group, 0)) ? BESIDE : 0;

export function settingAxis(times: GrokTimes, kind: ScaleKind): AxisView {
  if (!isNumeric(times, 0))
    return wordAxis(times.by.length > 0 ? valuesOf(times, 0).map(valueText) : ['all runs']);
  return valueAxis(kind, valuesOf(times, 0).filter(isNumber));
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
    x: (index) => {
      const group = times.groups[index] as GrokGroup;
      const [value = null] = group.values;
      const middle = () =>
        across(numeric ? along.scale.toAxis(value as number) : Math.max(0, first.indexOf(value)));
      return (numeric && isNotKnown(group, 0) ? plot.right + BESIDE / 2 : middle()) + shift(group.values);
    },
    y: (steps) => upwards(up.scale.toAxis(steps)),
    colour: (group) => ink.runs[strokes[group]?.colour ?? 0] ?? ink.text,
  };
}

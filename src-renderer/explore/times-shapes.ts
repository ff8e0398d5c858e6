/** @file What is drawn in the figure of grokking time against a setting: runs, medians, their trend, laws. */
import { stroke, text, type Shape } from '../charts/shapes.ts';
import { count } from '../ui/format.ts';
import {
  hasInterval,
  type GrokGroup,
  type GrokLaw,
  type GrokPoint,
} from '../../src-main/contract/wire/grok-times.ts';
import { disc, ring, type Mark } from '../figures/figure.ts';
import { groupLabel, isNotKnown, NOT_KNOWN, valuesOf } from './group-names.ts';
import { isNumeric, widthBeside, type Canvas } from './times-canvas.ts';

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
export function runMark(
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

/** Median as a bar over its interval, where it has one. */
export function medianShapes(canvas: Canvas, group: GrokGroup, index: number): Shape[] {
  const { x, y, colour, ink } = canvas;
  if (group.median === null) return [];
  const at = x(index);
  const middle = y(group.median);
  return [
    ...(hasInterval(group) ? intervalShapes(canvas, group, index) : []),
    stroke([at - 11, middle, at + 11, middle], ink.ground, 5),
    stroke([at - 10, middle, at + 10, middle], colour(index), 3),
  ];
}

/** A line between the ends; where it is open above, an arrow up to the edge. */
function intervalShapes({ x, y, plot, colour }: Canvas, { low, high }: GrokGroup, index: number): Shape[] {
  const at = x(index);
  const top = high === null ? plot.top : y(high);
  const bottom = low === null ? plot.bottom : y(low);
  const cap = (level: number) => stroke([at - 5, level, at + 5, level], colour(index), 1.5);
  return [
    stroke([at, bottom, at, top], colour(index), 1.5, high === null ? [3, 2] : []),
    ...(low === null ? [] : [cap(bottom)]),
    ...(high === null
      ? [stroke([at - 4, top + 6, at, top, at + 4, top + 6], colour(index), 1.5)]
      : [cap(top)]),
  ];
}

export function groupMark({ times, x, y }: Canvas, group: GrokGroup, index: number): Mark[] {
  if (group.median === null) return [];
  const interval = hasInterval(group)
    ? ` (${percent(times.level)} ${intervalWords(group)})`
    : ', no interval';
  const label = `${groupLabel(times.by, group.values)}: median ${count(group.median)}${interval}, ${group.events} of ${group.n} runs`;
  return [{ x: x(index), y: y(group.median), radius: 9, label, run: null }];
}

/** '300 to open'; '–' where the data do not bound the median. */
export function intervalWords(group: GrokGroup): string {
  const { low, high } = group;
  if (!hasInterval(group)) return '–';
  return `${low === null ? '–' : count(low)} to ${high === null ? 'open' : count(high)}`;
}

export const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

/** Medians joined in the order of the setting, once per value of the second. */
export function trendShapes({ times, x, y, colour, ink }: Canvas): Shape[] {
  if (!isNumeric(times, 0)) return [];
  const series = times.by.length < 2 ? [null] : valuesOf(times, 1);
  return series.flatMap((value) => {
    const isOwn = (group: GrokGroup) =>
      !isNotKnown(group, 0) && (times.by.length < 2 || (group.values[1] ?? null) === value);
    const own = times.groups.flatMap((group, i) => (isOwn(group) && group.median !== null ? [i] : []));
    if (own.length < 2) return [];
    const line = own.flatMap((i) => [x(i), y(times.groups[i]?.median as number)]);
    return [stroke(line, times.by.length < 2 ? ink.muted : colour(own[0] as number), 1.2, [], 0.7)];
  });
}

/** The place beside an axis of numbers where groups stand whose setting nobody knows. */
export function besideShapes({ times, plot, ink }: Canvas): Shape[] {
  const width = widthBeside(times);
  if (width === 0) return [];
  const [from, to] = [plot.right + 8, plot.right + width];
  return [
    stroke([from, plot.bottom, to, plot.bottom], ink.muted),
    text(plot.right + width / 2, plot.bottom + 17, NOT_KNOWN, ink.text, 'middle'),
  ];
}

const LAW_DASHES: readonly (readonly number[])[] = [
  [6, 4],
  [2, 3],
  [8, 3, 2, 3],
  [3, 3],
];
export const lawDash = (index: number): readonly number[] => LAW_DASHES[index % LAW_DASHES.length] ?? [];

export function lawShapes({ x, y, ink }: Canvas, law: GrokLaw, index: number): Shape[] {
  const line = law.residuals.flatMap(({ predicted }, i) => (predicted === null ? [] : [x(i), y(predicted)]));
  return line.length < 4 ? [] : [stroke(line, ink.text, 1.1, lawDash(index), 0.75)];
}

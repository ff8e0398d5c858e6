/** @file A cell per pair of values of two settings: its median grokking time, or the phase most of its runs are in. */
import { axisShapes, place, text, type Ink, type Plot, type Shape } from '../charts/shapes.ts';
import { tickLabel } from '../charts/ticks.ts';
import { count } from '../ui/format.ts';
import type { Phase } from '../../src-main/contract/values/grok-definition.ts';
import type { GrokGroup, GrokTimes } from '../../src-main/contract/wire/grok-times.ts';
import {
  BOX_ALPHA,
  box,
  frame,
  hatch,
  legendHeight,
  legendRows,
  legendShapes,
  wordAxis,
  type Figure,
  type FigureSize,
  type LegendEntry,
} from '../figures/figure.ts';
import { groupLabel, pathTitle, valuesOf, valueText } from './group-names.ts';

export type HeatColour = 'median' | 'phase';

/** Index into the qualitative colours. */
const PHASE_COLOURS: Readonly<Record<Phase, number | null>> = {
  comprehension: 2,
  grokking: 0,
  memorisation: 1,
  confusion: 6,
  undecided: null,
};
const SHORT: Readonly<Record<Phase, string>> = {
  comprehension: 'compr.',
  grokking: 'grok',
  memorisation: 'mem.',
  confusion: 'conf.',
  undecided: '?',
};
const LEAST_ALPHA = 0.08;

export function heatFigure(
  times: GrokTimes,
  colourBy: HeatColour,
  { ink, width, height }: FigureSize,
): Figure {
  const columns = times.by.length > 0 ? valuesOf(times, 0) : ['all runs'];
  const rows = times.by.length > 1 ? valuesOf(times, 1) : [''];
  const legend = legendRows(colourBy === 'phase' ? phaseLegend(times, ink) : [], width - 110);
  const plot: Plot = { left: 96, right: width - 16, top: 12, bottom: height - 46 - legendHeight(legend) };
  const [along, up] = [wordAxis(columns.map(valueText)), wordAxis(rows.map(valueText))];
  const x = place(along, plot.left, plot.right);
  const y = place(up, plot.bottom, plot.top);
  const half = { x: (x(1) - x(0)) / 2 - 1, y: (y(0) - y(1)) / 2 - 1 };
  const strength = strengthOf(times.groups);
  const cells = times.groups.map((group) => {
    const at = x(Math.max(0, columns.indexOf(group.values[0] ?? null)));
    const level = y(times.by.length > 1 ? rows.indexOf(group.values[1] ?? null) : 0);
    const corners = [at - half.x, level - half.y, at + half.x, level + half.y] as const;
    const fill = groundOf(group, colourBy, strength, ink);
    const shapes = [
      // Covers the lines of the axes, which would run through the words.
      box(...corners, ink.ground),
      fill ? box(...corners, fill.colour, fill.alpha) : frame(...corners, ink.grid),
      // Longer than was watched is no short time: without a mark it would be the palest cell of all.
      ...(colourBy === 'median' && group.n > 0 && group.median === null ? hatch(...corners, ink.muted) : []),
      ...cellText(group, colourBy, at, level, half, ink),
    ];
    const label = `${groupLabel(times.by, group.values)}: ${cellWords(group)}`;
    return { shapes, mark: { x: at, y: level, radius: Math.min(half.x, half.y, 24), label, run: null } };
  });
  return {
    width,
    height,
    ground: ink.ground,
    shapes: [
      ...axisShapes(along, up, plot, ink),
      ...cells.flatMap(({ shapes }) => shapes),
      text(
        (plot.left + plot.right) / 2,
        plot.bottom + 34,
        times.by[0] ? pathTitle(times.by[0]) : '',
        ink.muted,
        'middle',
      ),
      ...(times.by[1]
        ? [
            text(
              14,
              (plot.top + plot.bottom) / 2,
              pathTitle(times.by[1]),
              ink.muted,
              'middle',
              11,
              false,
              true,
            ),
          ]
        : []),
      ...legendShapes(legend, plot.left, plot.bottom + 40, ink),
    ],
    marks: cells.map(({ mark }) => mark),
  };
}

function cellWords(group: GrokGroup): string {
  const median = group.median === null ? 'no median within reach' : `median ${count(group.median)}`;
  const phase = group.phase === null ? '' : `, mostly ${group.phase}`;
  return `${median}, ${group.events} of ${group.n} runs${phase}`;
}

/** From 0 for the shortest median to 1 for the longest, evenly in the logarithm. */
export function strengthOf(groups: readonly GrokGroup[]): (median: number) => number {
  const logs = groups.flatMap(({ median }) => (median !== null && median > 0 ? [Math.log(median)] : []));
  const [least, most] = [Math.min(...logs), Math.max(...logs)];
  return (median) => (most > least ? (Math.log(median) - least) / (most - least) : 0.5);
}

function groundOf(
  group: GrokGroup,
  colourBy: HeatColour,
  strength: (median: number) => number,
  ink: Ink,
): { colour: string; alpha: number } | null {
  if (colourBy === 'phase') {
    const index = group.phase && PHASE_COLOURS[group.phase];
    return index === null ? null : { colour: ink.runs[index] ?? ink.muted, alpha: BOX_ALPHA };
  }
  if (group.median === null) return null;
  const alpha = LEAST_ALPHA + (BOX_ALPHA - LEAST_ALPHA) * strength(group.median);
  return { colour: ink.runs[0] ?? ink.muted, alpha };
}

/** Room that two lines of text need. */
const TWO_LINES = { x: 20, y: 15 };

function cellText(
  group: GrokGroup,
  colourBy: HeatColour,
  x: number,
  y: number,
  half: { x: number; y: number },
  ink: Ink,
): Shape[] {
  if (group.n === 0 || half.x < 9 || half.y < 7) return [];
  const main = colourBy === 'phase' && group.phase ? SHORT[group.phase] : medianText(group);
  if (half.x < TWO_LINES.x || half.y < TWO_LINES.y) return [text(x, y + 4, main, ink.text, 'middle')];
  return [
    text(x, y - 1, main, ink.text, 'middle', 12, true),
    text(x, y + 12, `${group.events}/${group.n}`, ink.text, 'middle', 10),
  ];
}

function medianText({ median, events }: GrokGroup): string {
  if (median !== null) return tickLabel(median, 3);
  return events > 0 ? '> half' : 'none';
}

function phaseLegend({ groups }: GrokTimes, ink: Ink): LegendEntry[] {
  const present = (Object.keys(SHORT) as Phase[]).filter((phase) =>
    groups.some((group) => group.phase === phase),
  );
  return present.map((phase) => {
    const index = PHASE_COLOURS[phase];
    if (index === null) return { label: phase, colour: ink.muted, sample: 'frame' };
    return { label: phase, colour: ink.runs[index] ?? ink.muted, sample: 'box' };
  });
}

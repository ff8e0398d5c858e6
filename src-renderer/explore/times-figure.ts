/** @file Grokking time against a setting: every run a point, every group its median with an interval, runs without the
 *  event hollow at their last step, laws dashed. */
import { axisShapes, text, type Ink, type Plot } from '../charts/shapes.ts';
import { hasInterval, type GrokTimes } from '../../src-main/contract/wire/grok-times.ts';
import {
  legendHeight,
  legendRows,
  legendShapes,
  type Figure,
  type FigureSize,
  type LegendEntry,
} from '../figures/figure.ts';
import { groupStrokes, pathTitle, valuesOf, valueText } from './group-names.ts';
import { settingName } from '../runs/run-settings.ts';
import { canvasOf, settingAxis, stepAxis, widthBeside, type TimesScales } from './times-canvas.ts';
import {
  besideShapes,
  groupMark,
  lawDash,
  lawShapes,
  medianShapes,
  percent,
  runMark,
  trendShapes,
} from './times-shapes.ts';

export function timesFigure(times: GrokTimes, scales: TimesScales, size: FigureSize): Figure {
  const { ink, width, height } = size;
  const legend = legendRows(legendOf(times, ink), width - 70);
  const plot: Plot = {
    left: 60,
    right: width - 16 - widthBeside(times),
    top: 12,
    bottom: height - 46 - legendHeight(legend),
  };
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
      ...besideShapes(canvas),
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

const axisTitle = ({ by }: GrokTimes): string => (by[0] === undefined ? '' : pathTitle(by[0]));

function legendOf(times: GrokTimes, ink: Ink): LegendEntry[] {
  const strokes = groupStrokes(times);
  const seconds = times.by.length < 2 ? [] : valuesOf(times, 1);
  const colours = seconds.map((value): LegendEntry => {
    const group = times.groups.findIndex(({ values }) => (values[1] ?? null) === value);
    const colour = ink.runs[strokes[group]?.colour ?? 0] ?? ink.text;
    return { label: `${settingName(times.by[1] as string)} = ${valueText(value)}`, colour, sample: 'box' };
  });
  const open = times.points.some(({ outcome }) => outcome === 'censored' || outcome === 'provisional');
  const interval = times.groups.some(hasInterval) ? `, ${percent(times.level)} interval` : '';
  return [
    ...colours,
    { label: 'a run', colour: ink.muted, sample: 'disc' },
    ...(open ? [{ label: 'not by its last step', colour: ink.muted, sample: 'ring' } as const] : []),
    { label: `median${interval}`, colour: ink.muted, sample: 'line' },
    ...times.laws.map(({ formula }, i): LegendEntry => ({
      label: times.lawCaution === null ? formula : `${formula} (an impression)`,
      colour: ink.text,
      sample: 'line',
      dash: lawDash(i),
    })),
  ];
}

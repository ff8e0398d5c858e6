/** @file A chart of curves as a list of shapes, for files: white ground, title, axes, legend. */
import type { ChartModel, Rule } from './chart-model.ts';
import type { ChartFrame, DrawnLine } from './frame.ts';
import { placeLabels, rowsOf, type PlacedLabel } from './rule-labels.ts';
import { axisShapes, place, stroke, text, type Ink, type Picture, type Plot, type Shape } from './shapes.ts';
import { DASHES, lineWidth } from './strokes.ts';

const LEGEND_ROW = 16;

/** The shapes of a chart with its title and a legend below. */
export function makePicture(
  model: ChartModel,
  frame: ChartFrame,
  ink: Ink,
  width = 720,
  height = 400,
): Picture {
  const legends = legendRows(model, width - 76);
  const left = 60;
  const right = width - 16;
  const rules = rulesInView(frame, left, right);
  const labels = placeLabels(rules, { left: 4, right: width - 4 });
  const plot: Plot = {
    left,
    right,
    top: 34 + rowsOf(labels) * LABEL_ROW,
    bottom: height - 44 - legends.length * LEGEND_ROW,
  };
  const title = model.unit ? `${model.title} (${model.unit})` : model.title;
  const shapes: Shape[] = [
    text(left, 20, title, ink.text, 'start', 13, true),
    ...axisShapes(frame.x, frame.y, plot, ink),
    ...spans(frame, plot, ink),
    ...frame.lines.flatMap((line) => bandShapes(line, frame, plot, ink)),
    ...frame.lines.flatMap((line) => lineShapes(line, frame, plot, ink)),
    ...levels(frame, plot, ink),
    ...ruleShapes(rules, labels, plot, ink),
    text((left + right) / 2, plot.bottom + 32, 'step', ink.muted, 'middle'),
    ...legends.flatMap((row, index) => legend(row, left, plot.bottom + 48 + index * LEGEND_ROW, ink)),
  ];
  return { width, height, ground: ink.ground, shapes };
}

function spans(frame: ChartFrame, plot: Plot, ink: Ink): Shape[] {
  const x = place(frame.x, plot.left, plot.right);
  return frame.spans.map((span) => {
    const from = clamp(x(frame.x.scale.toAxis(span.from)), plot);
    const to = Math.max(clamp(x(frame.x.scale.toAxis(span.to)), plot), from + 1);
    const points = Float64Array.of(from, plot.top, to, plot.top, to, plot.bottom, from, plot.bottom);
    return { kind: 'area', points, colour: ink.shade, alpha: 0.25 };
  });
}

const clamp = (value: number, { left, right }: Plot): number => Math.min(right, Math.max(left, value));

const ALPHAS = { bold: 1, thin: 1, faint: 0.3, ghost: 0.35 } as const;

function lineShapes(line: DrawnLine, frame: ChartFrame, plot: Plot, ink: Ink): Shape[] {
  const x = place(frame.x, plot.left, plot.right);
  const y = place(frame.y, plot.bottom, plot.top);
  const shapes: Shape[] = [];
  let part: number[] = [];
  const close = () => {
    if (part.length >= 4) shapes.push(strokeAs(line, part, frame.crowded, ink));
    part = [];
  };
  for (let i = 0; i < line.x.length; i++) {
    const along = line.x[i] as number;
    const height = line.y[i] as number;
    if (along < frame.x.range.from || along > frame.x.range.to || Number.isNaN(height)) {
      close();
      continue;
    }
    const across = x(along);
    const up = Math.min(plot.bottom, Math.max(plot.top, y(height)));
    // The untrained model is a short dash of its own: between the gutter and the first step there is no scale.
    if (along === frame.x.scale.gutter)
      shapes.push(strokeAs(line, [across - 3, up, across + 3, up], frame.crowded, ink));
    else part.push(across, up);
  }
  close();
  return shapes;
}

function strokeAs(line: DrawnLine, points: number[], crowded: boolean, ink: Ink): Shape {
  const dash = DASHES[line.stroke.dash] ?? [];
  return stroke(
    points,
    ink.runs[line.stroke.colour] ?? ink.text,
    lineWidth(line.weight, crowded),
    dash,
    ALPHAS[line.weight],
  );
}

function bandShapes(line: DrawnLine, frame: ChartFrame, plot: Plot, ink: Ink): Shape[] {
  if (!line.band) return [];
  const x = place(frame.x, plot.left, plot.right);
  const y = place(frame.y, plot.bottom, plot.top);
  const upper: number[] = [];
  const lower: number[] = [];
  for (let i = 0; i < line.x.length; i++) {
    const along = line.x[i] as number;
    const low = line.band.low[i] as number;
    const high = line.band.high[i] as number;
    if (along < frame.x.range.from || along > frame.x.range.to || Number.isNaN(low + high)) continue;
    if (along === frame.x.scale.gutter) continue;
    upper.push(x(along), Math.max(plot.top, y(high)));
    lower.unshift(x(along), Math.min(plot.bottom, y(low)));
  }
  const points = Float64Array.from([...upper, ...lower]);
  return [{ kind: 'area', points, colour: ink.runs[line.stroke.colour] ?? ink.text, alpha: 0.2 }];
}

const LABEL = 10;
const LABEL_ROW = 14;

interface NamedRule {
  readonly rule: Rule;
  readonly x: number;
  /** About as wide as the text will be; files have no canvas to measure it on. */
  readonly width: number;
}

function rulesInView(frame: ChartFrame, left: number, right: number): NamedRule[] {
  const x = place(frame.x, left, right);
  return frame.rules
    .map((rule) => ({ rule, x: x(frame.x.scale.toAxis(rule.step)), width: rule.label.length * LABEL * 0.54 }))
    .filter((one) => one.x >= left && one.x <= right);
}

function ruleShapes(
  rules: readonly NamedRule[],
  places: readonly PlacedLabel[],
  plot: Plot,
  ink: Ink,
): Shape[] {
  return rules.flatMap(({ rule, x }, i) => {
    const { x: labelX, row } = places[i] ?? { x, row: 0 };
    const colour = rule.stroke ? (ink.runs[rule.stroke.colour] ?? ink.text) : ink.text;
    const top = plot.top - 3 - row * LABEL_ROW;
    return [
      stroke([x, top, x, plot.bottom], colour, 1, [5, 3], 0.8),
      text(labelX, plot.top - 4 - row * LABEL_ROW, rule.label, ink.text, 'start', LABEL),
    ];
  });
}

function levels(frame: ChartFrame, plot: Plot, ink: Ink): Shape[] {
  const y = place(frame.y, plot.bottom, plot.top);
  return frame.levels.flatMap((level) => {
    const at = y(frame.y.scale.toAxis(level.value));
    if (!(at >= plot.top && at <= plot.bottom)) return [];
    return [
      stroke([plot.left, at, plot.right, at], ink.muted, 1, [2, 3]),
      text(plot.left + 4, at + 11, level.label, ink.muted, 'start', LABEL),
    ];
  });
}

interface LegendEntry {
  readonly label: string;
  readonly colour: number;
  readonly dash: number;
  readonly weight: 'bold' | 'thin' | 'faint';
  readonly width: number;
}

/** Legend entries in rows no wider than `width`; faint members of groups are left out. */
function legendRows(model: ChartModel, width: number): LegendEntry[][] {
  const rows: LegendEntry[][] = [];
  let used = Infinity;
  for (const series of model.series) {
    if (series.weight === 'faint' || series.step.length === 0) continue;
    const entry: LegendEntry = {
      label: series.label,
      colour: series.stroke.colour,
      dash: series.stroke.dash,
      weight: series.weight,
      width: 40 + series.label.length * 6.2,
    };
    if (used + entry.width > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(entry);
    used += entry.width;
    if (rows.length > 12) break;
  }
  return rows;
}

function legend(row: readonly LegendEntry[], left: number, y: number, ink: Ink): Shape[] {
  const shapes: Shape[] = [];
  let x = left;
  for (const entry of row) {
    const colour = ink.runs[entry.colour] ?? ink.text;
    shapes.push(
      stroke([x, y - 4, x + 22, y - 4], colour, lineWidth(entry.weight, false), DASHES[entry.dash] ?? []),
    );
    shapes.push(text(x + 27, y, entry.label, ink.text, 'start'));
    x += entry.width;
  }
  return shapes;
}

/** @file The lines, bands and marks of a frame on a canvas whose axes are already there. */
import type { AxisView, ChartFrame, DrawnLine } from './frame.ts';
import { lowerBound } from './nearest.ts';
import { DASHES } from './strokes.ts';
import { significant } from '../ui/format.ts';
import type { Rule } from './chart-model.ts';
import { placeLabels, rowsOf } from './rule-labels.ts';

export interface ChartInk {
  readonly text: string;
  readonly muted: string;
  readonly axis: string;
  readonly grid: string;
  readonly ground: string;
  readonly collapse: string;
  readonly expected: string;
  readonly runs: readonly string[];
  readonly font: string;
}

interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const WIDTHS = { bold: 1.8, thin: 1, faint: 0.8, ghost: 0.8 } as const;
const ALPHAS = { bold: 1, thin: 1, faint: 0.28, ghost: 0.3 } as const;
const STEPPED_BACK = 0.18;

/** Pixels of axis units: `offset + at · unit`. */
function pixels(view: AxisView, from: number, to: number): { offset: number; unit: number } {
  const unit = (to - from) / (view.range.to - view.range.from);
  return { offset: from - view.range.from * unit, unit };
}

export function drawFrame(ctx: CanvasRenderingContext2D, area: Area, frame: ChartFrame, ink: ChartInk): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  ctx.clip();
  ctx.lineJoin = 'round';
  drawSpans(ctx, area, frame, ink);
  drawLevels(ctx, area, frame, ink);
  for (const line of frame.lines) if (line.band) drawBand(ctx, area, frame, line, ink);
  for (const line of frame.lines) if (line.id !== frame.highlight) drawLine(ctx, area, frame, line, ink);
  for (const line of frame.lines) if (line.id === frame.highlight) drawLine(ctx, area, frame, line, ink);
  ctx.restore();
}

function drawLine(
  ctx: CanvasRenderingContext2D,
  area: Area,
  frame: ChartFrame,
  line: DrawnLine,
  ink: ChartInk,
): void {
  const back = frame.highlight !== null && frame.highlight !== line.id;
  ctx.strokeStyle = ink.runs[line.stroke.colour] ?? ink.text;
  ctx.globalAlpha = ALPHAS[line.weight] * (back ? STEPPED_BACK : 1);
  ctx.lineWidth = WIDTHS[line.weight] + (frame.highlight === line.id ? 0.8 : 0);
  ctx.setLineDash([...(DASHES[line.stroke.dash] ?? [])]);
  ctx.beginPath();
  traceLine(ctx, area, frame, line);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

/** Points that fall on the same pixel column are joined into its lowest and highest, so nothing visible is lost. */
function traceLine(ctx: CanvasRenderingContext2D, area: Area, frame: ChartFrame, line: DrawnLine): void {
  const { x, y } = line;
  const across = pixels(frame.x, area.left, area.right);
  const up = pixels(frame.y, area.bottom, area.top);
  const gutter = frame.x.scale.gutter;
  const end = Math.min(x.length, lowerBound(x, frame.x.range.to) + 1);
  let pen = false;
  let column = NaN;
  let low = 0;
  let high = 0;
  let last = 0;
  const flush = () => {
    if (Number.isNaN(column)) return;
    if (low !== last) ctx.lineTo(column, low);
    if (high !== last) ctx.lineTo(column, high);
    ctx.lineTo(column, last);
    column = NaN;
  };
  for (let i = Math.max(0, lowerBound(x, frame.x.range.from) - 1); i < end; i++) {
    const at = x[i] as number;
    const height = up.offset + (y[i] as number) * up.unit;
    if (Number.isNaN(height)) {
      flush();
      pen = false;
      continue;
    }
    const place = across.offset + at * across.unit;
    if (at === gutter) {
      // Between zero's place and the first step there is no scale: a short dash stands for the untrained model.
      ctx.moveTo(place - 3, height);
      ctx.lineTo(place + 3, height);
      continue;
    }
    if (!pen) {
      ctx.moveTo(place, height);
      pen = true;
      continue;
    }
    const pixel = Math.round(place * 2) / 2;
    if (pixel !== column) {
      flush();
      column = pixel;
      low = high = height;
      ctx.lineTo(place, height);
    }
    if (height < low) low = height;
    if (height > high) high = height;
    last = height;
  }
  flush();
}

function drawBand(
  ctx: CanvasRenderingContext2D,
  area: Area,
  frame: ChartFrame,
  line: DrawnLine,
  ink: ChartInk,
): void {
  const band = line.band as NonNullable<DrawnLine['band']>;
  const across = pixels(frame.x, area.left, area.right);
  const up = pixels(frame.y, area.bottom, area.top);
  const start = line.x[0] === frame.x.scale.gutter ? 1 : 0;
  ctx.beginPath();
  for (let i = start; i < line.x.length; i++) {
    const high = band.high[i] as number;
    if (!Number.isNaN(high))
      ctx.lineTo(across.offset + (line.x[i] as number) * across.unit, up.offset + high * up.unit);
  }
  for (let i = line.x.length - 1; i >= start; i--) {
    const low = band.low[i] as number;
    if (!Number.isNaN(low))
      ctx.lineTo(across.offset + (line.x[i] as number) * across.unit, up.offset + low * up.unit);
  }
  ctx.fillStyle = ink.runs[line.stroke.colour] ?? ink.text;
  ctx.globalAlpha = frame.highlight !== null && frame.highlight !== line.id ? 0.05 : 0.18;
  ctx.fill();
  ctx.globalAlpha = 1;
}

function drawSpans(ctx: CanvasRenderingContext2D, area: Area, frame: ChartFrame, ink: ChartInk): void {
  const across = pixels(frame.x, area.left, area.right);
  for (const span of frame.spans) {
    const from = across.offset + frame.x.scale.toAxis(span.from) * across.unit;
    const to = across.offset + frame.x.scale.toAxis(span.to) * across.unit;
    ctx.fillStyle = span.kind === 'collapse' ? ink.collapse : ink.expected;
    const height = span.kind === 'collapse' ? area.bottom - area.top : 5;
    ctx.fillRect(from, area.top, Math.max(1.5, to - from), height);
  }
}

function drawLevels(ctx: CanvasRenderingContext2D, area: Area, frame: ChartFrame, ink: ChartInk): void {
  const up = pixels(frame.y, area.bottom, area.top);
  ctx.font = `10px ${ink.font}`;
  ctx.textAlign = 'left';
  for (const level of frame.levels) {
    const height = up.offset + frame.y.scale.toAxis(level.value) * up.unit;
    if (Number.isNaN(height)) continue;
    dashed(ctx, area.left, height, area.right, height, ink.muted, [2, 3]);
    ctx.fillStyle = ink.muted;
    ctx.fillText(level.label, area.left + 5, height + (height < area.top + 16 ? 11 : -4));
  }
}

function dashed(
  ctx: CanvasRenderingContext2D,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  colour: string,
  dash: number[],
): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Height of a row of labels above the plot. */
export const LABEL_ROW = 15;
const LABEL_FONT = 11;

interface NamedRule {
  readonly rule: Rule;
  readonly at: number;
  readonly width: number;
}

function rulesInView(
  ctx: CanvasRenderingContext2D,
  area: Area,
  frame: ChartFrame,
  ink: ChartInk,
): NamedRule[] {
  const across = pixels(frame.x, area.left, area.right);
  ctx.font = `${LABEL_FONT}px ${ink.font}`;
  return frame.rules.flatMap((rule) => {
    const at = across.offset + frame.x.scale.toAxis(rule.step) * across.unit;
    const inside = at >= area.left - 1 && at <= area.right + 1;
    return inside ? [{ rule, at, width: ctx.measureText(rule.label).width }] : [];
  });
}

const placed = (rules: readonly NamedRule[], rightEdge: number) =>
  placeLabels(
    rules.map(({ at, width }) => ({ x: at, width })),
    rightEdge,
  );

/** Rows that the labels of the rules in view take, for a plot between those edges. */
export function labelRows(
  ctx: CanvasRenderingContext2D,
  left: number,
  right: number,
  frame: ChartFrame,
  ink: ChartInk,
): number {
  const rules = rulesInView(ctx, { left, right, top: 0, bottom: 0 }, frame, ink);
  return rowsOf(placed(rules, right + LABEL_OVERHANG));
}

/** Labels may reach this far beyond the plot. */
const LABEL_OVERHANG = 44;

/** Rules through the whole height, each up to its label above the plot. */
export function drawRules(ctx: CanvasRenderingContext2D, area: Area, frame: ChartFrame, ink: ChartInk): void {
  const rules = rulesInView(ctx, area, frame, ink);
  const places = placed(rules, area.right + LABEL_OVERHANG);
  ctx.save();
  for (const [i, { rule, at }] of rules.entries()) {
    const row = places[i]?.row ?? 0;
    const colour = rule.stroke ? (ink.runs[rule.stroke.colour] ?? ink.text) : ink.text;
    dashed(ctx, at, area.top - 3 - row * LABEL_ROW, at, area.bottom, colour, [5, 3]);
  }
  ctx.textAlign = 'left';
  for (const [i, { rule, width }] of rules.entries()) {
    const { x, row } = places[i] ?? { x: 0, row: 0 };
    const y = area.top - 5 - row * LABEL_ROW;
    ctx.fillStyle = ink.ground;
    ctx.fillRect(x - 2, y - 10, width + 4, 13);
    if (rule.stroke) {
      // The label of a run among several says by its colour which line it means.
      ctx.fillStyle = ink.runs[rule.stroke.colour] ?? ink.text;
      ctx.fillRect(x - 6, y - 9, 3, 11);
    }
    ctx.fillStyle = ink.text;
    ctx.fillText(rule.label, x, y);
  }
  ctx.restore();
}

/** A run in progress: a dot on its last point, its value at the right end, values that would overlap moved apart. */
export function drawLiveEnds(
  ctx: CanvasRenderingContext2D,
  area: Area,
  frame: ChartFrame,
  ink: ChartInk,
): void {
  const across = pixels(frame.x, area.left, area.right);
  const up = pixels(frame.y, area.bottom, area.top);
  const ends = frame.lines.flatMap((line) => {
    const at = line.x.at(-1);
    if (at === undefined || !Number.isFinite(line.liveValue)) return [];
    const x = across.offset + at * across.unit;
    const y = up.offset + (line.y.at(-1) as number) * up.unit;
    if (x < area.left - 1 || x > area.right + 1 || !(y >= area.top - 2 && y <= area.bottom + 2)) return [];
    return [{ line, x, y, labelY: y }];
  });
  ends.sort((a, b) => a.y - b.y);
  for (const [i, end] of ends.entries()) {
    const above = ends[i - 1];
    if (above && end.labelY - above.labelY < 12) end.labelY = above.labelY + 12;
  }
  ctx.save();
  ctx.font = `11px ${ink.font}`;
  ctx.textAlign = 'left';
  for (const { line, x, y, labelY } of ends) {
    ctx.fillStyle = ink.runs[line.stroke.colour] ?? ink.text;
    ctx.beginPath();
    ctx.arc(x, y, line.weight === 'bold' ? 3.2 : 2.4, 0, 2 * Math.PI);
    ctx.fill();
    ctx.fillStyle = ink.text;
    ctx.fillText(significant(line.liveValue), area.right + 6, labelY + 4);
  }
  ctx.restore();
}

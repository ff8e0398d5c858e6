/** @file What stands in a chart besides its lines: shaded stretches, thresholds, rules with their names, live ends. */
import { pixels, type Area, type ChartInk } from './canvas-space.ts';
import type { Rule } from './chart-model.ts';
import type { ChartFrame, DrawnLine } from './frame.ts';
import { placeLabels, rowsOf } from './rule-labels.ts';

export function drawSpans(ctx: CanvasRenderingContext2D, area: Area, frame: ChartFrame, ink: ChartInk): void {
  const across = pixels(frame.x, area.left, area.right);
  for (const span of frame.spans) {
    const from = across.offset + frame.x.scale.toAxis(span.from) * across.unit;
    const to = across.offset + frame.x.scale.toAxis(span.to) * across.unit;
    ctx.fillStyle = span.kind === 'collapse' ? ink.collapse : ink.expected;
    const height = span.kind === 'collapse' ? area.bottom - area.top : 5;
    ctx.fillRect(from, area.top, Math.max(1.5, to - from), height);
  }
}

export function drawLevels(
  ctx: CanvasRenderingContext2D,
  area: Area,
  frame: ChartFrame,
  ink: ChartInk,
): void {
  const up = pixels(frame.y, area.bottom, area.top);
  ctx.font = `10px ${ink.font}`;
  ctx.textAlign = 'left';
  for (const level of frame.levels) {
    const height = up.offset + frame.y.scale.toAxis(level.value) * up.unit;
    if (Number.isNaN(height)) continue;
    dashed(ctx, area.left, height, area.right, height, ink.muted, [2, 3]);
    ctx.fillStyle = ink.muted;
    ctx.fillText(level.label, area.left + 5, height + (height > area.bottom - 16 ? -4 : 11));
  }
}

/** An open circle where runs drop out of a group, with the number left. */
export function drawDrops(
  ctx: CanvasRenderingContext2D,
  area: Area,
  frame: ChartFrame,
  line: DrawnLine,
  ink: ChartInk,
): void {
  const across = pixels(frame.x, area.left, area.right);
  const up = pixels(frame.y, area.bottom, area.top);
  ctx.font = `10px ${ink.font}`;
  ctx.textAlign = 'left';
  ctx.lineWidth = 1.4;
  for (const drop of line.drops) {
    const x = across.offset + drop.x * across.unit;
    const y = up.offset + drop.y * up.unit;
    ctx.beginPath();
    ctx.arc(x, y, 3, 0, 2 * Math.PI);
    ctx.fillStyle = ink.ground;
    ctx.fill();
    ctx.strokeStyle = ink.runs[line.stroke.colour] ?? ink.text;
    ctx.stroke();
    ctx.fillStyle = ink.text;
    ctx.fillText(`n ${drop.n}`, x + 5, y < area.top + 14 ? y + 12 : y - 5);
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

const placed = (rules: readonly NamedRule[], left: number, right: number) =>
  placeLabels(
    rules.map(({ at, width }) => ({ x: at, width })),
    { left, right: right + LABEL_OVERHANG },
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
  return rowsOf(placed(rules, left, right));
}

/** Labels may reach this far beyond the plot. */
const LABEL_OVERHANG = 44;

/** Rules through the whole height, each up to its label above the plot. */
export function drawRules(ctx: CanvasRenderingContext2D, area: Area, frame: ChartFrame, ink: ChartInk): void {
  const rules = rulesInView(ctx, area, frame, ink);
  const places = placed(rules, area.left, area.right);
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
    const { live } = line;
    if (at === undefined || live === null) return [];
    const x = across.offset + at * across.unit;
    const y = up.offset + (line.y.at(-1) as number) * up.unit;
    if (x < area.left - 1 || x > area.right + 1 || !(y >= area.top - 2 && y <= area.bottom + 2)) return [];
    return [{ line, live, x, y, labelY: y }];
  });
  ends.sort((a, b) => a.y - b.y);
  for (const [i, end] of ends.entries()) {
    const above = ends[i - 1];
    if (above && end.labelY - above.labelY < 12) end.labelY = above.labelY + 12;
  }
  ctx.save();
  ctx.font = `11px ${ink.font}`;
  ctx.textAlign = 'left';
  for (const { line, live, x, y, labelY } of ends) {
    ctx.fillStyle = ink.runs[line.stroke.colour] ?? ink.text;
    ctx.beginPath();
    ctx.arc(x, y, line.weight === 'bold' ? 3.2 : 2.4, 0, 2 * Math.PI);
    ctx.fill();
    ctx.fillStyle = ink.text;
    ctx.fillText(live, area.right + 6, labelY + 4);
  }
  ctx.restore();
}

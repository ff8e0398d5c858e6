/** @file The lines and bands of a frame on a canvas whose axes are already there. */
import { pixels, type Area, type ChartInk } from './canvas-space.ts';
import { drawDrops, drawLevels, drawSpans } from './draw-marks.ts';
import type { ChartFrame, DrawnLine } from './frame.ts';
import { lowerBound } from './nearest.ts';
import { DASHES, lineWidth } from './strokes.ts';

const ALPHAS = { bold: 1, thin: 1, faint: 0.28, ghost: 0.3 } as const;
const STEPPED_BACK = 0.18;

export function drawFrame(ctx: CanvasRenderingContext2D, area: Area, frame: ChartFrame, ink: ChartInk): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  ctx.clip();
  ctx.lineJoin = frame.crowded ? 'bevel' : 'round';
  drawSpans(ctx, area, frame, ink);
  drawLevels(ctx, area, frame, ink);
  for (const line of frame.lines) if (line.band) drawBand(ctx, area, frame, line, ink);
  for (const line of frame.lines) if (line.id !== frame.highlight) drawLine(ctx, area, frame, line, ink);
  for (const line of frame.lines) if (line.id === frame.highlight) drawLine(ctx, area, frame, line, ink);
  for (const line of frame.lines) drawDrops(ctx, area, frame, line, ink);
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
  ctx.lineWidth = lineWidth(line.weight, frame.crowded) + (frame.highlight === line.id ? 0.8 : 0);
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
  const columns = Math.max(1, ctx.getTransform().a);
  const end = Math.min(x.length, lowerBound(x, frame.x.range.to) + 1);
  let pen = false;
  let column = NaN;
  let low = 0;
  let high = 0;
  let last = 0;
  const flush = () => {
    if (low !== high) {
      if (low !== last) ctx.lineTo(column, low);
      if (high !== last) ctx.lineTo(column, high);
      ctx.lineTo(column, last);
    }
    low = high;
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
    const pixel = Math.round(place * columns) / columns;
    if (!pen || pixel !== column) {
      flush();
      if (pen) ctx.lineTo(place, height);
      else ctx.moveTo(place, height);
      pen = true;
      column = pixel;
      low = high = height;
    } else {
      if (height < low) low = height;
      if (height > high) high = height;
    }
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
  ctx.globalAlpha = frame.highlight !== null && frame.highlight !== line.id ? 0.05 : 0.22;
  ctx.fill();
  ctx.globalAlpha = 1;
}

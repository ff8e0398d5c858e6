/** @file From pixels over a plot to the step axis and back. */
import type { Area } from './canvas-space.ts';
import type { AxisRange } from './axis-scale.ts';

export function axisAt(x: number, area: Area, range: AxisRange): number {
  return range.from + ((x - area.left) / (area.right - area.left)) * (range.to - range.from);
}

export function pixelAt(at: number, area: Area, range: AxisRange): number {
  return area.left + ((at - range.from) / (range.to - range.from)) * (area.right - area.left);
}

export function heightAt(at: number, area: Area, range: AxisRange): number {
  return area.bottom - ((at - range.from) / (range.to - range.from)) * (area.bottom - area.top);
}

/** The y axis' units at a pixel. */
export function valueAxisAt(y: number, area: Area, range: AxisRange): number {
  return range.from + ((area.bottom - y) / (area.bottom - area.top)) * (range.to - range.from);
}

export const isInside = (x: number, y: number, area: Area): boolean =>
  x >= area.left - 4 && x <= area.right + 4 && y >= area.top - 4 && y <= area.bottom + 4;

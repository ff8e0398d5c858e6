/** @file What pointer, wheel and keys do on a chart: move the crosshair, zoom, pan. */
import type { Area } from './canvas-space.ts';
import { nearestStep } from './nearest.ts';
import type { PanelView } from './panel-view.svelte.ts';
import { axisAt, isInside, valueAxisAt } from './pointer.ts';
import { wheelZooms } from './wheel.ts';
import { isWhole } from './zoom.ts';

const LEAST_DRAG = 5;

export class ChartPointer {
  /** Pixels that are being selected. */
  drag = $state.raw<{ from: number; to: number } | null>(null);
  /** Height of the pointer in units of the y axis; null while the crosshair is moved by keys. */
  y = $state.raw<number | null>(null);
  readonly #view: PanelView;
  readonly #area: () => Area | null;
  #panFrom: number | null = null;

  constructor(view: PanelView, area: () => Area | null) {
    this.#view = view;
    this.#area = area;
  }

  move(event: PointerEvent & { currentTarget: HTMLElement }): void {
    const at = this.#place(event);
    const area = this.#area();
    if (!at || !area) return;
    const { link, frame } = this.#view;
    if (this.#panFrom !== null) {
      const width = link.range.to - link.range.from;
      link.panBy(((this.#panFrom - at.x) / (area.right - area.left)) * width);
      this.#panFrom = at.x;
    } else if (this.drag) this.drag = { ...this.drag, to: Math.min(area.right, Math.max(area.left, at.x)) };
    if (!isInside(at.x, at.y, area)) {
      if (!this.drag) this.leave();
      return;
    }
    this.y = valueAxisAt(at.y, area, frame.y.range);
    const step = link.x.fromAxis(axisAt(at.x, area, link.range));
    const snapped = nearestStep(this.#view.model.series, step, link.x);
    link.hover = snapped === null ? null : { step: snapped, chart: this.#view.model.id };
  }

  leave(): void {
    this.#view.link.hover = null;
    this.y = null;
  }

  down(event: PointerEvent & { currentTarget: HTMLElement }): void {
    const at = this.#place(event);
    const area = this.#area();
    if (!at || !area || event.button !== 0 || !isInside(at.x, at.y, area)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (event.shiftKey) this.#panFrom = at.x;
    else this.drag = { from: at.x, to: at.x };
  }

  up(): void {
    const { drag } = this;
    const area = this.#area();
    this.drag = null;
    this.#panFrom = null;
    if (!drag || !area || Math.abs(drag.to - drag.from) < LEAST_DRAG) return;
    const { link } = this.#view;
    const [left, right] = drag.from < drag.to ? [drag.from, drag.to] : [drag.to, drag.from];
    link.zoomTo({ from: axisAt(left, area, link.range), to: axisAt(right, area, link.range) });
  }

  wheel(event: WheelEvent & { currentTarget: HTMLElement }): void {
    const at = this.#place(event);
    const area = this.#area();
    const { link } = this.#view;
    if (!at || !area || !isInside(at.x, at.y, area) || event.deltaY === 0) return;
    // The whole axis cannot be zoomed out of, so the page may scroll on.
    if (event.deltaY > 0 && isWhole(link.range, link.whole)) return;
    if (!wheelZooms(event)) return;
    event.preventDefault();
    link.zoomBy(
      axisAt(at.x, area, link.range),
      Math.exp(Math.min(100, Math.max(-100, event.deltaY)) * 0.004),
    );
  }

  press(event: KeyboardEvent): void {
    const { link } = this.#view;
    const middle = (link.range.from + link.range.to) / 2;
    const anchor = link.hover ? link.x.toAxis(link.hover.step) : middle;
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight')
      this.#walk(event.key === 'ArrowRight' ? 1 : -1);
    else if (event.key === '+' || event.key === '=') link.zoomBy(anchor, 0.6);
    else if (event.key === '-') link.zoomBy(anchor, 1 / 0.6);
    else if (event.key === 'Escape' && link.hover) this.leave();
    else return;
    event.preventDefault();
  }

  /** To the next or previous evaluated step in view. */
  #walk(by: 1 | -1): void {
    const { link, model } = this.#view;
    this.y = null;
    let next: number | null = null;
    const from = link.hover?.step ?? (by === 1 ? -Infinity : Infinity);
    for (const { step } of model.series) {
      for (const one of by === 1 ? step : step.slice().reverse()) {
        if (by === 1 ? one <= from : one >= from) continue;
        const at = link.x.toAxis(one);
        if (at < link.range.from || at > link.range.to) continue;
        if (next === null || (by === 1 ? one < next : one > next)) next = one;
        break;
      }
    }
    if (next !== null) link.hover = { step: next, chart: model.id };
  }

  #place(event: MouseEvent & { currentTarget: HTMLElement }): { x: number; y: number } | null {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }
}

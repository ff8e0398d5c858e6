/** @file The theme's colours for canvases, which cannot read custom properties by themselves. */
import { COLOURS } from './strokes.ts';
import type { ChartInk } from './canvas-space.ts';
import type { Ink } from './shapes.ts';

/** The colours as they are on that element. */
export function readInk(element: Element): ChartInk {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: colour('text'),
    muted: colour('text-soft'),
    axis: colour('chart-axis'),
    grid: colour('chart-grid'),
    ground: colour('ground'),
    collapse: colour('chart-collapse'),
    expected: colour('chart-expected'),
    runs: Array.from({ length: COLOURS }, (_, i) => colour(`run-${i}`)),
    font: style.fontFamily || 'system-ui, sans-serif',
  };
}

/** Pictures are saved on white, whatever the screen looks like. */
export function paperInk(): Ink {
  const sample = document.createElement('div');
  sample.dataset['theme'] = 'light';
  sample.hidden = true;
  document.body.append(sample);
  const { text, muted, grid, ground, collapse, runs } = readInk(sample);
  sample.remove();
  return { text, muted, grid, ground, shade: collapse, runs };
}

/** The ink of the page, which changes with its theme. */
export class PageInk {
  current = $state.raw(readInk(document.documentElement));

  follow(): () => void {
    const observer = new MutationObserver(() => (this.current = readInk(document.documentElement)));
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }
}

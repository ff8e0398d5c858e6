/** @file Axes, zoom and smoothing of a page as part of its address: `x=linear&zoom=100..4000&smooth=0.03&y.loss=linear`.
 *  What is as usual is left out. */
import { untrack } from 'svelte';
import type { Query } from '../ui/address.ts';
import type { Router } from '../ui/router.svelte.ts';
import type { ChartLink } from './chart-link.svelte.ts';
import type { PanelView } from './panel-view.svelte.ts';
import { SMOOTHING_LEVELS } from './smoothing.ts';

const number = (value: number): string => String(Number(value.toPrecision(6)));

const pair = ([from, to]: readonly [number, number]): string => `${number(from)}..${number(to)}`;

export function parsePair(text: string): [number, number] | null {
  const match = /^(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\.\.(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i.exec(text);
  if (!match) return null;
  const [from, to] = [Number(match[1]), Number(match[2])];
  return from < to ? [from, to] : null;
}

function written(link: ChartLink, panels: readonly PanelView[]): Query {
  const query: Record<string, string> = {
    x: link.xScale === 'linear' ? 'linear' : '',
    zoom: link.zoom ? pair([link.zoom.from, link.zoom.to]) : '',
    smooth: link.smoothing > 0 ? String(link.smoothing) : '',
  };
  for (const panel of panels) {
    const { id, scale } = panel.model;
    query[`y.${id}`] = panel.yScale !== null && panel.yScale !== scale ? panel.yScale : '';
    query[`range.${id}`] = panel.yRange ? pair(panel.yRange) : '';
  }
  return query;
}

function take(query: URLSearchParams, link: ChartLink, panels: readonly PanelView[]): void {
  const zoom = parsePair(query.get('zoom') ?? '');
  link.xScale = query.get('x') === 'linear' ? 'linear' : 'log';
  link.zoom = zoom ? { from: zoom[0], to: zoom[1] } : null;
  link.smoothing = SMOOTHING_LEVELS.find((level) => level === Number(query.get('smooth'))) ?? 0;
  for (const panel of panels) {
    const scale = query.get(`y.${panel.model.id}`);
    panel.yScale = scale === 'log' || scale === 'linear' ? scale : null;
    panel.yRange = parsePair(query.get(`range.${panel.model.id}`) ?? '');
  }
}

const same = (query: Query, other: URLSearchParams): boolean =>
  Object.entries(query).every(([key, value]) => (other.get(key) ?? '') === value);

/** Keeps charts and address the same, whichever changes. To be called while a component is set up. */
export function keepInAddress(router: Router, link: ChartLink, panels: () => readonly PanelView[]): void {
  take(router.query, link, panels());
  $effect(() => {
    const query = written(link, panels());
    untrack(() => router.set(query));
  });
  $effect(() => {
    const { query } = router;
    untrack(() => {
      if (!same(written(link, panels()), query)) take(query, link, panels());
    });
  });
}

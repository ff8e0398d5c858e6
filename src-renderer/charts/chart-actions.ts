/** @file Keys that every page with charts has. */
import type { Action } from '../ui/actions.svelte.ts';
import type { ChartLink } from './chart-link.svelte.ts';
import type { PanelView } from './panel-view.svelte.ts';
import { SMOOTHING_LEVELS } from './smoothing.ts';

/** @param active the chart that was pointed at or focused last */
export function chartActions(link: ChartLink, active: () => PanelView | undefined): Action[] {
  const group = 'Charts';
  const nextSmoothing = () => {
    const at = SMOOTHING_LEVELS.findIndex((level) => level === link.smoothing);
    link.smoothing = SMOOTHING_LEVELS[(at + 1) % SMOOTHING_LEVELS.length] ?? 0;
  };
  return [
    { id: 'toggle-x', label: 'Step axis: logarithmic or linear', key: 'x', group, run: () => link.toggleX() },
    {
      id: 'toggle-y',
      label: 'Value axis of the chart pointed at: logarithmic or linear',
      key: 'y',
      group,
      enabled: () => active() !== undefined,
      run: () => active()?.toggleY(),
    },
    { id: 'reset-zoom', label: 'Show all steps', key: '0', group, run: () => link.reset() },
    { id: 'smoothing', label: 'Smoothing: next strength', key: 's', group, run: nextSmoothing },
  ];
}

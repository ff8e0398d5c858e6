/** @file What can be done on the page of the queue, by key and palette. */
import type { Action } from '../ui/actions.svelte.ts';
import type { QueueView } from './queue-view.svelte.ts';

export function queueActions(view: QueueView): Action[] {
  const group = 'Queue';
  const known = () => view.reading !== null;
  return [
    {
      id: 'queue-toggle',
      label: 'Start nothing more from the queue, or go on',
      key: ' ',
      group,
      enabled: known,
      run: () => void view.toggle(),
    },
    {
      id: 'queue-pause-all',
      label: 'Pause everything that runs or waits',
      key: '',
      group,
      enabled: () => known() && !view.reading?.queue.paused,
      run: () => void view.pause(true),
    },
  ];
}

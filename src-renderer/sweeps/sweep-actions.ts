/** @file What can be done on the page of a sweep, by key and palette. */
import type { SweepRecord } from '../../src-main/contract/values/sweep-record.ts';
import type { AppState } from '../app-state.ts';
import { canPauseSweep, canRerun, canResumeSweep, canStopSweep } from '../client/sweep-commands.ts';
import type { Action } from '../ui/actions.svelte.ts';
import type { SweepView } from './sweep-view.svelte.ts';

export function sweepActions({ sweepCommands: commands }: AppState, view: SweepView): Action[] {
  const group = 'This sweep';
  const action = (
    id: string,
    label: string,
    key: string,
    act: (sweep: SweepRecord) => unknown,
    allowed: (sweep: SweepRecord) => boolean = () => true,
  ): Action => ({
    ...{ id: `sweep-${id}`, label, key, group },
    enabled: () => view.record !== null && !view.inBin && allowed(view.record),
    run: () => {
      if (view.record) void act(view.record);
    },
  });
  return [
    action(
      'toggle',
      'Pause or resume this sweep',
      ' ',
      commands.toggle,
      (sweep) => canPauseSweep(sweep) || canResumeSweep(sweep),
    ),
    action('stop', 'Stop all runs of this sweep', '', commands.stop, canStopSweep),
    action('rerun', 'Run what is missing of this sweep again', '', commands.rerunMissing, canRerun),
    action('curves', 'Compare the curves of this sweep', 'c', () => view.openCurves(view.points)),
    action('explore', 'Explore grokking time in this sweep', 'e', () => view.explore()),
    action('extend', 'Add seeds or values to this sweep', 'a', () => (view.extending = true)),
    action('remove', 'Move this sweep to the bin', 'Delete', commands.remove),
  ];
}

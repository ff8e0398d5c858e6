/** @file What keys do on the page of runs. */
import type { AppState } from '../app-state.ts';
import { canPause, canResume } from '../client/run-commands.ts';
import type { Action } from '../ui/actions.svelte.ts';
import type { RunsTable } from './runs-table.svelte.ts';
import { formatIds } from './table-view.ts';

export function runsActions(
  { router, commands }: AppState,
  table: RunsTable,
  importRuns: () => void,
): Action[] {
  const group = 'Selected runs';
  const selected = () => table.selectedRuns;
  const any = () => selected().length > 0;
  return [
    {
      id: 'compare-selected',
      label: 'Compare the selected runs',
      key: 'c',
      group,
      enabled: any,
      run: () => router.go({ page: 'compare' }, { runs: formatIds(selected().map((run) => run.id)) }),
    },
    {
      id: 'toggle-selected',
      label: 'Pause or resume the selected runs',
      key: ' ',
      group,
      enabled: () => selected().some((run) => canPause(run) || canResume(run)),
      run: () => void commands.toggle(selected()),
    },
    {
      id: 'delete-selected',
      label: 'Move the selected runs to the bin',
      key: 'Delete',
      group,
      enabled: any,
      run: () => void commands.remove(selected()).then((done) => done && table.clearSelection()),
    },
    {
      id: 'select-all',
      label: 'Select all rows shown, or none',
      key: 'a',
      group,
      run: () => table.toggleAll(),
    },
    { id: 'import-runs', label: 'Import runs…', key: '', group: 'Table', run: importRuns },
    {
      id: 'only-differing',
      label: 'Columns: only what differs',
      key: 'd',
      group: 'Table',
      run: () => table.toggleDiffering(),
    },
  ];
}

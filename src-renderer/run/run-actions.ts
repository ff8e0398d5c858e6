/** @file What can be done on the page of a run, by button, key and palette. */
import { isOwn } from '../../src-main/contract/values/foreign-run.ts';
import type { RunRecord } from '../../src-main/contract/values/run-record.ts';
import type { AppState } from '../app-state.ts';
import { chartActions } from '../charts/chart-actions.ts';
import type { PanelView } from '../charts/panel-view.svelte.ts';
import { canPause, canResume, canStop } from '../client/run-commands.ts';
import { settingsThatDiffer } from '../runs/run-settings.ts';
import type { Action } from '../ui/actions.svelte.ts';
import { saveRunCurves } from './export-run.ts';
import type { RunView } from './run-view.svelte.ts';

export function runActions(
  state: AppState,
  view: RunView,
  active: () => PanelView | undefined,
  openExport: () => void,
): Action[] {
  const { commands, router, runs } = state;
  const group = 'This run';
  const withRun = (act: (run: RunRecord) => unknown) => () => {
    if (view.record) act(view.record);
  };
  const allowed = (test: (run: RunRecord) => boolean) => () =>
    view.record !== undefined && !view.inBin && test(view.record);
  const neighbour = (by: 1 | -1) => {
    const at = runs.list.findIndex((run) => run.id === view.id);
    return at < 0 ? undefined : runs.list[at + by];
  };
  const goTo = (run: RunRecord | undefined) => {
    if (run) router.go({ page: 'run', run: run.id });
  };
  return [
    {
      id: 'toggle-run',
      label: 'Pause or resume this run',
      key: ' ',
      group,
      enabled: allowed((run) => canPause(run) || canResume(run)),
      run: withRun((run) => commands.toggle([run])),
    },
    {
      id: 'stop-run',
      label: 'Stop this run',
      key: '',
      group,
      enabled: allowed(canStop),
      run: withRun((run) => commands.stop([run])),
    },
    {
      id: 'duplicate-run',
      label: 'New run with these settings',
      key: '',
      group,
      enabled: allowed((run) => isOwn(run) && state.experiments.get(run.experiment) !== undefined),
      run: withRun((run) => duplicate(state, run)),
    },
    {
      id: 'compare-run',
      label: 'Compare this run',
      key: 'c',
      group,
      run: () => router.go({ page: 'compare' }, { runs: String(view.id) }),
    },
    { id: 'export-run', label: 'Export', key: 'e', group, run: openExport },
    {
      id: 'save-csv',
      label: 'Save all logged points as CSV',
      key: '',
      group,
      run: withRun((run) => saveRunCurves(state, run, 'csv')),
    },
    {
      id: 'delete-run',
      label: 'Move this run to the bin',
      key: 'Delete',
      group,
      enabled: allowed(() => true),
      run: withRun((run) => commands.remove([run])),
    },
    {
      id: 'previous-run',
      label: 'Previous run',
      key: '[',
      group: 'Go to',
      enabled: () => neighbour(1) !== undefined,
      run: () => goTo(neighbour(1)),
    },
    {
      id: 'next-run',
      label: 'Next run',
      key: ']',
      group: 'Go to',
      enabled: () => neighbour(-1) !== undefined,
      run: () => goTo(neighbour(-1)),
    },
    ...chartActions(view.link, active),
  ];
}

/** Opens the form filled in as this run was. */
export function duplicate({ router, experiments }: AppState, run: RunRecord): void {
  const experiment = experiments.get(run.experiment);
  if (!experiment || !isOwn(run)) return;
  const set = settingsThatDiffer(run.config, experiment.config).map(({ path, value }) => `${path}=${value}`);
  router.go({ page: 'form', experiment: run.experiment }, { set });
}

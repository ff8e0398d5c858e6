/** @file What every page shares. Made once, handed down through Svelte's context. */
import { createContext } from 'svelte';
import type { LabConnection } from './client/connection.ts';
import { Experiments } from './client/experiments.svelte.ts';
import { LabStatus } from './client/lab-status.svelte.ts';
import { LiveRuns } from './client/live-runs.svelte.ts';
import { LiveSweeps } from './client/live-sweeps.svelte.ts';
import { Preferences } from './client/preferences.svelte.ts';
import { RunCommands } from './client/run-commands.ts';
import { SweepCommands } from './client/sweep-commands.ts';
import { Actions } from './ui/actions.svelte.ts';
import { Notices } from './ui/notices.svelte.ts';
import { Router } from './ui/router.svelte.ts';

export interface AppState {
  readonly connection: LabConnection;
  readonly runs: LiveRuns;
  readonly commands: RunCommands;
  readonly sweeps: LiveSweeps;
  readonly sweepCommands: SweepCommands;
  readonly experiments: Experiments;
  readonly status: LabStatus;
  readonly preferences: Preferences;
  readonly router: Router;
  readonly actions: Actions;
  readonly notices: Notices;
  /** Starts everything that listens; the returned function ends it. */
  start(): () => void;
}

export const [app, setApp] = createContext<AppState>();

export function createAppState(connection: LabConnection, window: Window): AppState {
  const notices = new Notices();
  const runs = new LiveRuns(connection);
  const sweeps = new LiveSweeps(connection);
  const state = {
    connection,
    runs,
    commands: new RunCommands(connection, runs, notices),
    sweeps,
    sweepCommands: new SweepCommands(connection, sweeps, notices),
    experiments: new Experiments(connection),
    status: new LabStatus(connection),
    preferences: new Preferences(connection, storageOf(window)),
    router: new Router(window),
    actions: new Actions(),
    notices,
  };
  return {
    ...state,
    start: () => {
      const stops = [
        state.router.listen(),
        state.preferences.start(),
        state.experiments.start(),
        runs.start(),
        sweeps.start(),
        state.status.start(),
      ];
      return () => stops.forEach((stop) => stop());
    },
  };
}

/** null where the browser forbids it. */
function storageOf(window: Window): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

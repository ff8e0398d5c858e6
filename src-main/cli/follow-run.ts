/** @file Stays with a run until it stands still, near or far. */
import type { RunId, RunRecord, RunStatus } from '../contract/values/run-record.ts';
import type { EnteredLab } from './enter-lab.ts';
import type { Interrupts } from './interrupts.ts';
import { RunDisplay } from './run-display.ts';
import type { Screen } from './screen.ts';

/** A run of these goes on without anybody doing anything. */
const MOVING: ReadonlySet<RunStatus> = new Set(['queued', 'running']);

/**
 * Watches the run and shows what happens. The first interrupt pauses it with a checkpoint, the second kills it.
 * @returns its record when it stands still; undefined when the process that owns the store went away, or after a
 * second interrupt
 */
export async function followRun(
  lab: EnteredLab,
  id: RunId,
  screen: Screen,
  interrupts: Interrupts,
): Promise<RunRecord | undefined> {
  const display = new RunDisplay(screen);
  const still = Promise.withResolvers<RunRecord | undefined>();
  const look = (run: RunRecord) => {
    if (run.id !== id) return;
    display.changed(run);
    if (!MOVING.has(run.status)) still.resolve(run);
  };
  // Subscribed first and read second: nothing that happens in between is missed.
  const { client } = lab;
  const ends = [
    client.on('run.changed', ({ run }) => look(run)),
    client.on('run.progress', ({ run, progress }) => run === id && display.progress(progress)),
    client.on('run.points', (event) => event.run === id && display.points(event)),
  ];
  void lab.gone.then(() => still.resolve(undefined));
  const { run } = await client.request('runs.get', { run: id });
  display.begin(run);
  look(run);
  pauseOnInterrupt(lab, id, screen, interrupts, still);
  try {
    return await still.promise;
  } finally {
    for (const end of ends) end();
    display.end();
  }
}

function pauseOnInterrupt(
  lab: EnteredLab,
  id: RunId,
  screen: Screen,
  interrupts: Interrupts,
  still: PromiseWithResolvers<RunRecord | undefined>,
): void {
  interrupts.onFirst(() => {
    screen.line('pausing with a checkpoint; Ctrl-C again ends at once');
    // It may have ended by itself a moment ago; its record says so.
    lab.client.request('runs.pause', { runs: [id] }).catch(() => {});
  });
  interrupts.onSecond(() => {
    still.resolve(undefined);
    void lab.own?.close(0);
  });
}

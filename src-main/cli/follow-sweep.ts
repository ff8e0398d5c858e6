/** @file Stays with a sweep until all its runs stand still, near or far. */
import { LabError } from '../contract/values/lab-error.ts';
import type { SweepId, SweepRecord } from '../contract/values/sweep-record.ts';
import type { EnteredLab } from './enter-lab.ts';
import type { Interrupts } from './interrupts.ts';
import type { Screen } from './screen.ts';
import { SweepDisplay } from './sweep-display.ts';

/**
 * Watches the sweep and shows what happens. The first interrupt pauses it with checkpoints, the second kills it.
 * @returns its record when it stands still; undefined when the process that owns the store went away, or after a
 * second interrupt
 */
export async function followSweep(
  lab: EnteredLab,
  id: SweepId,
  screen: Screen,
  interrupts: Interrupts,
): Promise<SweepRecord | undefined> {
  const display = new SweepDisplay(screen);
  const still = Promise.withResolvers<SweepRecord | undefined>();
  const look = (sweep: SweepRecord) => {
    if (sweep.id !== id) return;
    display.changed(sweep);
    if (!sweep.active) still.resolve(sweep);
  };
  // Subscribed first and read second: nothing that happens in between is missed.
  const { client } = lab;
  const ends = [
    client.on('sweep.changed', ({ sweep }) => look(sweep)),
    client.on('run.changed', ({ run }) => run.sweep === id && display.run(run)),
    client.on('queue.changed', ({ queue }) => display.queue(queue)),
  ];
  void lab.gone.then(() => still.resolve(undefined));
  const release = pauseOnInterrupt(lab, id, screen, interrupts, still);
  try {
    look((await client.request('sweeps.get', { sweep: id })).sweep);
    return await still.promise;
  } catch (error) {
    if (error instanceof LabError && error.code === 'not-owner') return undefined;
    throw error;
  } finally {
    release();
    for (const end of ends) end();
    display.end();
  }
}

/** @returns a function after which interrupts do nothing here any more */
function pauseOnInterrupt(
  lab: EnteredLab,
  id: SweepId,
  screen: Screen,
  interrupts: Interrupts,
  still: PromiseWithResolvers<SweepRecord | undefined>,
): () => void {
  let over = false;
  interrupts.onFirst(() => {
    if (over) return;
    screen.line('pausing every run of the sweep with a checkpoint; Ctrl-C again ends at once');
    // It may have ended by itself a moment ago; its record says so.
    lab.client.request('sweeps.pause', { sweep: id }).catch(() => {});
  });
  interrupts.onSecond(() => {
    if (over) return;
    still.resolve(undefined);
    void lab.own?.close(0);
  });
  return () => void (over = true);
}

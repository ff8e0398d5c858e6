/** @file What can be done to a sweep from any page: ask the lab, take over its answer, say what happened. */
import type { SweepRecord } from '../../src-main/contract/values/sweep-record.ts';
import type { Notices } from '../ui/notices.svelte.ts';
import type { LabConnection } from './connection.ts';
import { isAway } from './replies.ts';
import type { LiveSweeps } from './live-sweeps.svelte.ts';

type Command = 'pause' | 'resume' | 'stop' | 'rerunMissing' | 'remove' | 'restore';

export const canPauseSweep = ({ counts }: SweepRecord): boolean => counts.running + counts.queued > 0;
export const canResumeSweep = ({ counts }: SweepRecord): boolean =>
  counts.paused + counts.stopped + counts.interrupted > 0;
export const canStopSweep = ({ counts }: SweepRecord): boolean =>
  counts.running + counts.queued + counts.paused > 0;
export const canRerun = ({ counts }: SweepRecord): boolean =>
  counts.failed + counts.missing + counts.stopped + counts.interrupted > 0;

export class SweepCommands {
  readonly #connection: LabConnection;
  readonly #sweeps: LiveSweeps;
  readonly #notices: Notices;

  constructor(connection: LabConnection, sweeps: LiveSweeps, notices: Notices) {
    this.#connection = connection;
    this.#sweeps = sweeps;
    this.#notices = notices;
  }

  pause = (sweep: SweepRecord) => this.#send('pause', sweep);
  resume = (sweep: SweepRecord) => this.#send('resume', sweep);
  stop = (sweep: SweepRecord) => this.#send('stop', sweep);
  restore = (sweep: SweepRecord) => this.#send('restore', sweep);
  rerunMissing = (sweep: SweepRecord) => this.#send('rerunMissing', sweep);

  /** One key for both: a sweep that goes on is paused, any other goes on. */
  toggle = (sweep: SweepRecord) => (canPauseSweep(sweep) ? this.pause(sweep) : this.resume(sweep));

  /** To the bin with the runs it started, with a way back for ten seconds. */
  remove = async (sweep: SweepRecord): Promise<boolean> => {
    const removed = await this.#send('remove', sweep);
    if (removed) this.#notices.withUndo(`${sweep.name} moved to the bin.`, () => void this.restore(sweep));
    return removed;
  };

  /** For good, with the runs it started, once the person says so. */
  purge = async (sweep: SweepRecord): Promise<void> => {
    const what = `Delete ${sweep.name} for good, with the runs it started, their series and checkpoints?`;
    if (!confirm(`${what} This cannot be undone.`)) return;
    const purged = await this.#try(async () => {
      await this.#connection.request('sweeps.purge', { sweep: sweep.id });
    });
    if (purged) this.#notices.info(`${sweep.name} deleted for good.`);
  };

  async rename(sweep: SweepRecord, name: string): Promise<void> {
    await this.#try(async () => {
      const changed = await this.#connection.request('sweeps.edit', { sweep: sweep.id, name });
      this.#sweeps.take(changed.sweep);
    });
  }

  async #send(command: Command, { id }: SweepRecord): Promise<boolean> {
    return this.#try(async () => {
      const changed = await this.#connection.request(`sweeps.${command}`, { sweep: id });
      this.#sweeps.take(changed.sweep);
    });
  }

  async #try(act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      if (isAway(error)) this.#notices.info('The lab does not answer just now; try again when it is back.');
      else this.#notices.error(error);
      return false;
    }
  }
}

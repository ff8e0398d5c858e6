/** @file What can be done to runs from any page: ask the lab, take over its answer, say what happened. */
import { ENDED, RESUMABLE, type RunRecord } from '../../src-main/contract/values/run-record.ts';
import type { RequestParams } from '../../src-main/contract/wire/requests.ts';
import { runsInWords } from '../ui/format.ts';
import type { Notices } from '../ui/notices.svelte.ts';
import type { LabConnection } from './connection.ts';
import { isAway } from './replies.ts';
import type { LiveRuns } from './live-runs.svelte.ts';

type Command = 'runs.pause' | 'runs.resume' | 'runs.stop' | 'runs.remove' | 'runs.restore';

export const canPause = (run: RunRecord): boolean => run.status === 'running' || run.status === 'queued';
export const canResume = (run: RunRecord): boolean => RESUMABLE.has(run.status);
export const canStop = (run: RunRecord): boolean => !ENDED.has(run.status);

export type RunEdit = Omit<RequestParams<'runs.edit'>, 'run'>;

/** What the record had in the place of a change. */
function asItWas(run: RunRecord, changed: RunEdit): RunEdit {
  return Object.fromEntries((Object.keys(changed) as (keyof RunEdit)[]).map((key) => [key, run[key]]));
}

export class RunCommands {
  readonly #connection: LabConnection;
  readonly #runs: LiveRuns;
  readonly #notices: Notices;

  constructor(connection: LabConnection, runs: LiveRuns, notices: Notices) {
    this.#connection = connection;
    this.#runs = runs;
    this.#notices = notices;
  }

  pause = (runs: readonly RunRecord[]) => this.#send('runs.pause', runs.filter(canPause));
  resume = (runs: readonly RunRecord[]) => this.#send('runs.resume', runs.filter(canResume));
  stop = (runs: readonly RunRecord[]) => this.#send('runs.stop', runs.filter(canStop));

  /** One key for both: runs that go on are paused; if none does, those that can go on are resumed. */
  toggle = (runs: readonly RunRecord[]) => (runs.some(canPause) ? this.pause(runs) : this.resume(runs));

  /** To the bin, with a way back for ten seconds. */
  remove = async (runs: readonly RunRecord[]): Promise<boolean> => {
    const removed = await this.#send('runs.remove', runs);
    if (!removed) return false;
    const what = runs.length === 1 ? (runs[0] as RunRecord).name : runsInWords(runs.length);
    this.#notices.withUndo(`${what} moved to the bin.`, () => void this.restore(runs));
    return true;
  };

  /** Changes marks, tags, names or notes, run by run, with a way back. @param what was done, for the notice; without it
   *  there is none */
  edit = async (
    runs: readonly RunRecord[],
    changes: (run: RunRecord) => RunEdit,
    what?: string,
  ): Promise<void> => {
    const before = new Map(runs.map((run) => [run.id, run]));
    const edited: RunRecord[] = [];
    try {
      for (const run of runs) {
        const answer = await this.#connection.request('runs.edit', { run: run.id, ...changes(run) });
        this.#runs.takeAll([answer.run]);
        edited.push(answer.run);
      }
    } catch (error) {
      this.#refused(error);
    }
    if (what === undefined || edited.length === 0) return;
    const back = (run: RunRecord) => asItWas(before.get(run.id) as RunRecord, changes(run));
    this.#notices.withUndo(what, () => void this.edit(edited, back));
  };

  /** For good. @returns whether it was done */
  purge = async (runs: readonly RunRecord[]): Promise<boolean> => {
    try {
      await this.#connection.request('runs.purge', { runs: runs.map((run) => run.id) });
    } catch (error) {
      this.#refused(error);
      return false;
    }
    this.#notices.info(`${runsInWords(runs.length)} deleted for good.`);
    return true;
  };

  restore = (runs: readonly RunRecord[]) => this.#send('runs.restore', runs);

  async #send(command: Command, runs: readonly RunRecord[]): Promise<boolean> {
    if (runs.length === 0) return false;
    try {
      const affected = await this.#connection.request(command, { runs: runs.map((run) => run.id) });
      this.#runs.takeAll(affected.runs);
      return true;
    } catch (error) {
      this.#refused(error);
      return false;
    }
  }

  #refused(error: unknown): void {
    if (isAway(error)) this.#notices.info('The lab does not answer just now; try again when it is back.');
    else this.#notices.error(error);
  }
}

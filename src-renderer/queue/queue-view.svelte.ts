/** @file The queue of all runs: what runs and what waits, and the ways to change it. */
import type { QueuedRun } from '../../src-main/contract/values/sweep-record.ts';
import type { RequestName, RequestParams, RequestResult } from '../../src-main/contract/wire/requests.ts';
import type { AppState } from '../app-state.ts';
import { wheneverOnline } from '../client/connection.ts';
import { isAway } from '../client/replies.ts';

type Reading = RequestResult<'queue.read'>;
type QueueCommand = Exclude<Extract<RequestName, `queue.${string}`>, 'queue.read'>;
export type Place = RequestParams<'queue.move'>['to'];

const REST_MS = 150;
/** More rows than these nobody reads; the rest is counted. */
export const MOST_ROWS = 500;

export class QueueView {
  reading = $state.raw<Reading | null>(null);
  error = $state.raw<unknown>(null);
  readonly #app: AppState;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** How threads and workers of the sweeps that go on were chosen. */
  readonly decisions: readonly { readonly sweep: number; readonly name: string; readonly text: string }[] =
    $derived.by(() =>
      this.#app.sweeps.list
        .filter(({ active, decision }) => active && decision !== '')
        .map(({ id, name, decision }) => ({ sweep: id, name, text: decision })),
    );

  constructor(app: AppState) {
    this.#app = app;
  }

  start(): () => void {
    const { connection } = this.#app;
    const soon = () => this.#readSoon();
    const stops = [
      connection.on('queue.changed', ({ queue }) => {
        if (this.reading) this.reading = { ...this.reading, queue };
        soon();
      }),
      connection.on('run.changed', soon),
      wheneverOnline(connection, () => this.read()),
    ];
    return () => {
      clearTimeout(this.#timer);
      stops.forEach((stop) => stop());
    };
  }

  async read(): Promise<void> {
    try {
      this.reading = await this.#app.connection.request('queue.read', { limit: MOST_ROWS });
      this.error = null;
    } catch (error) {
      if (!isAway(error)) this.error = error;
    }
  }

  #readSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.read();
    }, REST_MS);
  }

  /** With `running`, what runs is put back with a checkpoint; otherwise it goes on to its end. */
  pause = (running: boolean) => this.#send('queue.pause', { running });
  resume = () => this.#send('queue.resume', {});
  move = (run: number, to: Place) => this.#send('queue.move', { runs: [run], to });
  prioritize = (run: number, priority: number) => this.#send('queue.prioritize', { runs: [run], priority });
  configure = (changes: RequestParams<'queue.configure'>) => this.#send('queue.configure', changes);

  /** Puts a run where another waits; it takes that one's priority, or it could not stand there. */
  async moveTo(run: QueuedRun, target: QueuedRun): Promise<void> {
    if (run.run === target.run) return;
    if (run.priority !== target.priority) await this.prioritize(run.run, target.priority);
    const mates = (this.reading?.waiting ?? []).filter(({ priority }) => priority === target.priority);
    const to = mates.findIndex((one) => one.run === target.run);
    await this.move(run.run, Math.max(0, to));
  }

  /** Pauses or resumes, whichever there is to do. */
  toggle(): Promise<void> {
    return this.reading?.queue.paused ? this.resume() : this.pause(false);
  }

  async #send<N extends QueueCommand>(name: N, params: RequestParams<N>): Promise<void> {
    const { connection, notices } = this.#app;
    try {
      await connection.request(name, params);
      await this.read();
    } catch (error) {
      if (isAway(error)) notices.info('The lab does not answer just now; try again when it is back.');
      else notices.error(error);
    }
  }
}

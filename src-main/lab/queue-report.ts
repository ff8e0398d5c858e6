/** @file How the queue stands: what runs, how fast, until when, and what looks wrong. */
import { isOwn } from '../contract/values/foreign-run.ts';
import type { QueueSummary, RunningRun } from '../contract/values/sweep-record.ts';
import type { StoreReader } from '../store/store.ts';
import { freeBytes } from './doctor.ts';
import { pacesByCost, costKey } from './estimate.ts';
import type { EventBus } from './event-bus.ts';
import type { QueueSettings } from './queue-settings.ts';
import type { RunSession } from './run-session.ts';
import type { Supervisor } from './supervisor.ts';

/** While something runs, everybody hears how it stands this often. */
const EVERY_MS = 2000;
/** A step that takes so many times as long as usual makes a run stuck, but never less than the seconds below. */
const STUCK_AFTER_STEPS = 20;
const STUCK_AFTER_SECONDS = 30;
/** The usual speed is known well enough to call half of it slow once a run has trained for so long. */
const SLOW_AFTER_SECONDS = 10;
const SLOW = 0.5;

export class QueueReport {
  readonly #reader: StoreReader;
  readonly #supervisor: Supervisor;
  readonly #bus: EventBus;
  readonly #storeFile: string;
  readonly #cores: number;
  readonly #timer: NodeJS.Timeout;
  #told: QueueSettings | undefined;

  constructor(parts: {
    reader: StoreReader;
    supervisor: Supervisor;
    bus: EventBus;
    storeFile: string;
    cores: number;
  }) {
    this.#reader = parts.reader;
    this.#supervisor = parts.supervisor;
    this.#bus = parts.bus;
    this.#storeFile = parts.storeFile;
    this.#cores = parts.cores;
    this.#timer = setInterval(() => this.#hasNews() && void this.announce(), EVERY_MS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** The queue may have paused itself when the last run ended. */
  #hasNews(): boolean {
    return (
      this.#supervisor.running > 0 ||
      (this.#told ?? this.#supervisor.settings).paused !== this.#supervisor.settings.paused
    );
  }

  /** Tells everybody. @returns what it told */
  async announce(): Promise<QueueSummary> {
    this.#told = this.#supervisor.settings;
    const queue = await this.summary();
    this.#bus.emit('queue.changed', { queue });
    return queue;
  }

  async summary(): Promise<QueueSummary> {
    // First: afterwards everything is of one moment.
    const free = await freeBytes(this.#storeFile);
    const running = this.running();
    const waiting = this.#reader.waiting();
    const { paused, pausedBecause, parallel } = this.#supervisor.settings;
    return {
      ...{ paused, pausedBecause, parallel, threads: this.#supervisor.threads, cores: this.#cores },
      ...{ running: running.length, waiting: waiting.length },
      ...speed(running, waiting.length),
      slow: running.filter(({ pace }) => pace !== 'ok').length,
      freeBytes: free,
    };
  }

  /** Every run that has a process, the first started first. */
  running(): RunningRun[] {
    const { sessions } = this.#supervisor;
    if (sessions.length === 0) return [];
    const usual = pacesByCost(this.#reader);
    return sessions.flatMap((session) => this.#describe(session, usual));
  }

  #describe(session: RunSession, usual: Map<string, number>): RunningRun[] {
    const run = this.#reader.run(session.id);
    if (!run || !isOwn(run)) return [];
    const { step, steps, secondsLeft, seconds } = run.progress;
    const usualSeconds = usual.get(costKey(run.config));
    const { stepsPerSecond, stillSeconds: still } = session;
    const judged = judge({ stepsPerSecond, still, seconds, usualSeconds });
    const { id, name, sweep, threads } = run;
    return [{ run: id, name, sweep, threads, step, steps, stepsPerSecond, secondsLeft, ...judged }];
  }
}

interface PaceFacts {
  readonly stepsPerSecond: number;
  /** Seconds since the last step. */
  readonly still: number;
  /** Training time. */
  readonly seconds: number;
  /** Usual seconds of a step of such runs; undefined where there were none. */
  readonly usualSeconds: number | undefined;
}

/** Whether a run is slow or stuck, and what says so. */
export function judge({
  stepsPerSecond,
  still,
  seconds,
  usualSeconds,
}: PaceFacts): Pick<RunningRun, 'pace' | 'remark'> {
  const patience = Math.max(STUCK_AFTER_SECONDS, STUCK_AFTER_STEPS * (usualSeconds ?? 0));
  if (still > patience) return { pace: 'stuck', remark: `no step for ${Math.round(still)} s` };
  if (usualSeconds !== undefined && seconds > SLOW_AFTER_SECONDS && stepsPerSecond > 0) {
    const share = stepsPerSecond * usualSeconds;
    if (share < SLOW) {
      const usual = (1 / usualSeconds).toPrecision(3);
      return {
        pace: 'slow',
        remark: `${stepsPerSecond.toPrecision(3)} steps/s, where such runs make ${usual}`,
      };
    }
  }
  return { pace: 'ok', remark: '' };
}

/** What the present speed comes to, were every run to go to the end of its budget. */
export function speed(
  running: readonly Pick<RunningRun, 'step' | 'steps' | 'stepsPerSecond'>[],
  waiting: number,
): Pick<QueueSummary, 'runsPerHour' | 'secondsLeft'> {
  const moving = running.filter(({ stepsPerSecond, steps }) => stepsPerSecond > 0 && steps > 0);
  if (moving.length === 0) return { runsPerHour: null, secondsLeft: null };
  const runsPerSecond = moving.reduce((sum, { stepsPerSecond, steps }) => sum + stepsPerSecond / steps, 0);
  const left = moving.reduce((sum, { step, steps }) => sum + (steps - step) / steps, waiting);
  return { runsPerHour: runsPerSecond * 3600, secondsLeft: left / runsPerSecond };
}

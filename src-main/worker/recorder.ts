/** @file Collects evaluations and sends them in batches. At most a few batches are on the way unacknowledged, so that
 *  a slow disk slows training down instead of filling memory. */
import type { Evaluation } from '../contract/values/evaluation-points.ts';
import type { WorkerChannel } from './channel.ts';
import type { Pace } from './pace.ts';

const SEND_EVERY_MS = 250;
const BATCH_POINTS = 500;
const MAX_UNACKNOWLEDGED = 4;

export class Recorder {
  readonly #channel: WorkerChannel;
  readonly #pace: Pace;
  #waiting: Evaluation[] = [];
  #sentAt = 0;
  #batch = 0;
  #acknowledged = 0;
  #room: (() => void) | undefined;

  constructor(channel: WorkerChannel, pace: Pace) {
    this.#channel = channel;
    this.#pace = pace;
  }

  /** The lab has committed the batch of that number and all before it. */
  acknowledge(batch: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, batch);
    if (this.#batch - this.#acknowledged < MAX_UNACKNOWLEDGED) this.#room?.();
  }

  record(evaluation: Evaluation): void {
    this.#waiting.push(evaluation);
  }

  /** Sends what has gathered when it is time; a heartbeat when there is nothing to send. Waits while too much is on the way. */
  async tick(nowMs: number): Promise<void> {
    if (nowMs - this.#sentAt < SEND_EVERY_MS && this.#waiting.length < BATCH_POINTS) return;
    this.#sentAt = nowMs;
    if (this.#waiting.length > 0) await this.flush();
    else this.#channel.send({ type: 'heartbeat', ...this.#pace.now() });
  }

  /** Sends everything that has gathered. */
  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    this.#batch++;
    this.#channel.send({
      type: 'points',
      batch: this.#batch,
      evaluations: this.#waiting,
      ...this.#pace.now(),
    });
    this.#waiting = [];
    if (this.#batch - this.#acknowledged >= MAX_UNACKNOWLEDGED) {
      await new Promise<void>((resolve) => (this.#room = resolve));
      this.#room = undefined;
    }
  }
}

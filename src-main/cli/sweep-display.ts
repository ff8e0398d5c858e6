/** @file A sweep as it happens: one rewritten line on a terminal, a plain line now and then elsewhere. */
import type { RunRecord } from '../contract/values/run-record.ts';
import type { QueueSummary, SweepRecord } from '../contract/values/sweep-record.ts';
import { asCalled } from '../lab/as-called.ts';
import { duration, grouped, short } from './people.ts';
import type { Screen } from './screen.ts';

const PLAIN_LINE_EVERY_MS = 10_000;
const BAR_WIDTH = 20;

/** `[######··············] 4 of 12 · 2 running · 1 failed · 3 generalised · 412 runs/h · 1 min 20 s left` */
export function sweepText({ counts, search }: SweepRecord, queue: QueueSummary | undefined): string {
  const { total, finished, failed, running, stopped, missing } = counts;
  const done = finished + failed + stopped + missing;
  const filled = total === 0 ? 0 : Math.floor((done / total) * BAR_WIDTH);
  const bar = `[${'#'.repeat(filled)}${'·'.repeat(BAR_WIDTH - filled)}]`;
  return [
    `${bar} ${grouped(done)} of ${grouped(total)}`,
    `${grouped(running)} running`,
    failed > 0 ? `${grouped(failed)} failed` : '',
    `${grouped(counts.reached)} generalised`,
    search ? `between ${short(search.low)} and ${short(search.high)}` : '',
    queue?.slow ? `${grouped(queue.slow)} slow or stuck` : '',
    queue?.paused ? 'the queue is paused' : '',
    queue?.runsPerHour ? `${short(queue.runsPerHour)} runs/h` : '',
    queue?.secondsLeft ? `${duration(queue.secondsLeft)} left` : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

export class SweepDisplay {
  readonly #screen: Screen;
  readonly #told = new Set<number>();
  #sweep: SweepRecord | undefined;
  #queue: QueueSummary | undefined;
  #decision = '';
  #pausedBecause = '';
  #plainLineAt = performance.now();

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** A run as it is; what it came to is told once. */
  run(run: RunRecord): void {
    if (run.status !== 'finished' && run.status !== 'failed') return;
    if (this.#told.has(run.id)) return;
    this.#told.add(run.id);
    const { point2, progress } = run;
    const what =
      run.status === 'failed'
        ? `failed: ${run.reason}`
        : point2
          ? `generalised at step ${grouped(point2.step)}`
          : `not generalised by ${grouped(progress.step)} steps`;
    this.#screen.line(`run ${run.id} (${run.name}) ${what}`);
  }

  changed(sweep: SweepRecord): void {
    this.#sweep = sweep;
    if (sweep.decision !== '' && sweep.decision !== this.#decision) this.#screen.line(sweep.decision);
    this.#decision = sweep.decision;
    this.#show();
  }

  queue(queue: QueueSummary): void {
    this.#queue = queue;
    const why = queue.pausedBecause;
    if (why !== '' && why !== this.#pausedBecause) {
      this.#screen.line(`the queue paused itself: ${why} ${asCalled('Then: groklab queue resume')}`);
    }
    this.#pausedBecause = why;
    this.#show();
  }

  /** Takes the rewritten line away. */
  end(): void {
    this.#screen.status('');
  }

  #show(): void {
    if (!this.#sweep) return;
    const text = sweepText(this.#sweep, this.#queue);
    if (this.#screen.interactive) return this.#screen.status(text);
    const now = performance.now();
    if (now - this.#plainLineAt < PLAIN_LINE_EVERY_MS) return;
    this.#plainLineAt = now;
    this.#screen.line(text);
  }
}

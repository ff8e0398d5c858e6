/** @file A run as it happens: one rewritten line on a terminal, a plain line now and then elsewhere, and the points. */
import { accuracyText } from '../contract/values/accuracy-text.ts';
import type { RunProgress, RunRecord } from '../contract/values/run-record.ts';
import type { EventPayload } from '../contract/wire/events.ts';
import { duration, grouped, short } from './people.ts';
import type { Screen } from './screen.ts';

export interface Accuracies {
  readonly train: number | undefined;
  readonly validation: number | undefined;
}

const PLAIN_LINE_EVERY_MS = 10_000;

/** `step 1 250 of 6 000 · 412 steps/s · 12 s left · train 1.000 · validation 0.053` */
export function progressText(progress: RunProgress, { train, validation }: Accuracies): string {
  const { step, steps, stepsPerSecond, secondsLeft } = progress;
  return [
    `step ${grouped(step)} of ${grouped(steps)}`,
    stepsPerSecond > 0 ? `${short(stepsPerSecond)} steps/s` : '',
    secondsLeft !== null ? `${duration(secondsLeft)} left` : '',
    train !== undefined ? `train ${accuracyText(train)}` : '',
    validation !== undefined ? `validation ${accuracyText(validation)}` : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

export class RunDisplay {
  readonly #screen: Screen;
  #progress: RunProgress | undefined;
  #accuracies: Accuracies = { train: undefined, validation: undefined };
  #toldPoint1 = false;
  #toldPoint2 = false;
  #plainLineAt = performance.now();

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** The run as it stands when one begins to watch; what happened before is not told again. */
  begin(run: RunRecord): void {
    this.#progress = run.progress;
    this.#accuracies = { train: run.last['train/accuracy'], validation: run.last['val/accuracy'] };
    this.#toldPoint1 = run.point1 !== null;
    this.#toldPoint2 = run.point2 !== null;
    this.#show();
  }

  changed(run: RunRecord): void {
    // A series cut back to a checkpoint may lose its points and reach them again.
    this.#toldPoint1 &&= run.point1 !== null;
    this.#toldPoint2 &&= run.point2 !== null;
    this.#progress = run.progress;
    if (run.point1 && !this.#toldPoint1) {
      this.#toldPoint1 = true;
      this.#screen.line(`memorised at step ${grouped(run.point1.step)}`);
    }
    if (run.point2 && !this.#toldPoint2) {
      this.#toldPoint2 = true;
      const delay = run.point1 ? ` · delay ${grouped(run.point2.step - run.point1.step)}` : '';
      this.#screen.line(`generalised at step ${grouped(run.point2.step)}${delay}`);
    }
    this.#show();
  }

  points({ values }: EventPayload<'run.points'>): void {
    const { train, validation } = this.#accuracies;
    this.#accuracies = {
      train: values['train/accuracy']?.at(-1) ?? train,
      validation: values['val/accuracy']?.at(-1) ?? validation,
    };
    this.#show();
  }

  progress(progress: RunProgress): void {
    this.#progress = progress;
    this.#show();
  }

  /** Takes the rewritten line away. */
  end(): void {
    this.#screen.status('');
  }

  #show(): void {
    if (!this.#progress) return;
    const text = progressText(this.#progress, this.#accuracies);
    if (this.#screen.interactive) return this.#screen.status(text);
    const now = performance.now();
    if (now - this.#plainLineAt < PLAIN_LINE_EVERY_MS) return;
    this.#plainLineAt = now;
    this.#screen.line(text);
  }
}

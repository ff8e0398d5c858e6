/** @file The rules that end a run before its budget: point 2 held, or nothing changing any more. Their state fits into a
 *  checkpoint, so that an interruption does not move the step at which they fire. */
import type { RunConfig } from '../contract/values/run-config.ts';
import type { MetricValues } from '../measures/index.ts';

export interface StopState {
  /** Evaluations in a row at which both accuracies were at the threshold. */
  readonly held: number;
  /** Value around which the watched metric has stayed; null before the first. */
  readonly reference: number | null;
  /** Evaluations in a row at which it did, the first included. */
  readonly still: number;
}

const START: StopState = { held: 0, reference: null, still: 0 };

export class StopRules {
  readonly #config: Pick<RunConfig, 'budget' | 'points'>;
  #state: StopState = START;

  constructor(config: Pick<RunConfig, 'budget' | 'points'>) {
    this.#config = config;
  }

  get state(): StopState {
    return this.#state;
  }

  /** @param state undefined for a checkpoint that was written before these rules existed */
  restore(state: StopState | undefined): void {
    this.#state = state ?? START;
  }

  /**
   * Sees the evaluations of a run in order.
   * @param generalised whether point 2 has been reached by now
   * @returns why the run is over, or undefined
   */
  push(values: MetricValues, generalised: boolean): string | undefined {
    this.#state = { held: this.#heldAfter(values), ...this.#stillAfter(values) };
    const { stopAfterPoint2, heldFor, plateau } = this.#config.budget;
    const { held, still, reference } = this.#state;
    if (stopAfterPoint2 && generalised && held >= heldFor) {
      return heldFor === 1
        ? 'point 2 was reached'
        : `point 2 was reached and held for ${heldFor} evaluations`;
    }
    if (plateau.evaluations > 0 && still >= plateau.evaluations) {
      const where = `within ${plateau.tolerance} of ${reference}`;
      return `${plateau.metric} stayed ${where} for ${plateau.evaluations} evaluations`;
    }
    return undefined;
  }

  #heldAfter(values: MetricValues): number {
    const { threshold } = this.#config.points;
    const [train, val] = [values['train/accuracy'] ?? NaN, values['val/accuracy'] ?? NaN];
    return train >= threshold && val >= threshold ? this.#state.held + 1 : 0;
  }

  #stillAfter(values: MetricValues): Pick<StopState, 'reference' | 'still'> {
    const { metric, tolerance } = this.#config.budget.plateau;
    const value = values[metric];
    // What is not finite has not come to rest.
    if (value === undefined || !Number.isFinite(value)) return { reference: null, still: 0 };
    const { reference, still } = this.#state;
    if (reference !== null && Math.abs(value - reference) <= tolerance)
      return { reference, still: still + 1 };
    return { reference: value, still: 1 };
  }
}

/** @file The learning rate over time. */

export interface Schedule {
  /** η, reached at the end of the warm-up and constant afterwards. */
  readonly learningRate: number;
  /** Updates until η is reached; 0 and 1 mean that the first update already uses it. */
  readonly warmupSteps: number;
}

/** Learning rate of an update: η·min(update / warm-up, 1). @param update 1 for the first */
export function learningRateAt({ learningRate, warmupSteps }: Schedule, update: number): number {
  return update < warmupSteps ? (learningRate * update) / warmupSteps : learningRate;
}

/** @file Counts the tests that were left out, by what was in their way. */
import type { TestCase } from 'vitest/node';
import './unless.ts';

export class SkippedTests {
  readonly #counts = new Map<string, number>();
  readonly #chosenByName: boolean;

  /** @param chosenByName whether the command line picks tests by their names: the others have no reason of their own */
  constructor(chosenByName: boolean) {
    this.#chosenByName = chosenByName;
  }

  add(test: TestCase): void {
    const result = test.result();
    const note = result.state === 'skipped' ? result.note : undefined;
    const otherwise = this.#chosenByName ? 'their names were not asked for' : 'no reason is given';
    const reason = test.meta().skippedBecause ?? note ?? otherwise;
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  /** A line for each reason, the most frequent first. */
  lines(): string[] {
    const sorted = [...this.#counts].sort(([, a], [, b]) => b - a);
    return sorted.map(([reason, count]) => `${count} skipped: ${reason}`);
  }
}

/** @file Ends the output with why tests were left out and with `N passed, N failed, N skipped`, counted from the run
 *  itself. */
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { SkippedTests } from './skipped-tests.ts';

export default class SummaryReporter implements Reporter {
  #chosenByName = false;

  onInit({ config }: Vitest): void {
    this.#chosenByName = config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const skipped = new SkippedTests(this.#chosenByName);
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === 'pending' ? 'skipped' : state]++;
        if (state === 'skipped' || state === 'pending') skipped.add(test);
      }
      // A file that fails before its first test counts as one failure.
      if (module.state() === 'failed' && counts.failed === 0) counts.failed += module.errors().length;
    }
    counts.failed += unhandledErrors.length;
    // After the default reporter's own closing lines.
    process.on('exit', () => {
      for (const line of skipped.lines()) console.log(line);
      console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    });
  }
}

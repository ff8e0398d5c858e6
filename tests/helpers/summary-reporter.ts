/** @file Ends the output with `N passed, N failed, N skipped`, counted from the run itself. */
import type { Reporter, TestModule } from 'vitest/node';

export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === 'pending' ? 'skipped' : state]++;
      }
      // A file that fails before its first test counts as one failure.
      if (module.state() === 'failed' && counts.failed === 0) counts.failed += module.errors().length;
    }
    counts.failed += unhandledErrors.length;
    // After the default reporter's own closing lines.
    process.on('exit', () => {
      console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    });
  }
}

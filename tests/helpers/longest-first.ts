/** @file The order of the test files: the longest first, so that no process is left alone with one of them at the end.
 *  Vitest knows how long files took once it has run; a fresh checkout goes by this list, and by size for all others. */
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** From the longest to the shortest, every file of ten seconds or more on two cores. */
const LONGEST = [
  'tests/e2e/real-lab/real-lab.test.ts',
  'tests/integration/cli/runs.test.ts',
  'tests/e2e/axe.test.ts',
  'tests/e2e/pages/pages.test.ts',
  'tests/integration/cli/sweep.test.ts',
  'tests/unit/engines/gradients.test.ts',
  'tests/integration/headless/hostile.test.ts',
  'tests/unit/models/transformer.test.ts',
  'tests/unit/engines/agreement.test.ts',
  'tests/integration/headless/serve.test.ts',
  'tests/unit/worker/process.test.ts',
  'tests/unit/engines/memory.test.ts',
  'tests/integration/cli/archive.test.ts',
  'tests/integration/torture.test.ts',
  'tests/integration/cli/bin.test.ts',
  'tests/integration/lab/sweeps.test.ts',
  'tests/integration/cli/mark.test.ts',
  'tests/integration/lab/archive.test.ts',
  'tests/integration/lab/runs.test.ts',
  'tests/integration/lab/disk.test.ts',
  'tests/integration/lab/bin.test.ts',
  'tests/unit/engines/passes.test.ts',
  'tests/integration/headless/start.test.ts',
  'tests/integration/lab/reader-thread.test.ts',
  'tests/integration/cli/grok-times.test.ts',
  'tests/integration/cli/last.test.ts',
  'tests/integration/lab/ownership.test.ts',
  'tests/integration/cli/import.test.ts',
  'tests/unit/store/ownership.test.ts',
  'tests/integration/cli/export.test.ts',
  'tests/integration/cli/older-store.test.ts',
  'tests/integration/lab/engines.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.indexOf(relative(this.ctx.config.root, moduleId).replaceAll('\\', '/'));
      return place === -1 ? LONGEST.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

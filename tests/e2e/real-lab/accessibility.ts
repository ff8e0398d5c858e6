/** @file axe on every page over a real lab: with nothing in the store, then with runs that were really trained. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaints } from '../axe-complaints.ts';
import { poll } from './poll.ts';
import { PATIENCE, runIn, runWhen, smallOrder, startRealLab, type RealLab } from './real-lab.ts';

export function testAccessibility(): void {
  let real: RealLab;

  beforeAll(async () => void (real = await startRealLab()), 3 * PATIENCE);
  afterAll(() => real.close(), PATIENCE);

  /** The first is there when the page opens, the second comes while it is open. */
  const THEMES = ['dark', 'light'] as const;
  const WITH_RUNS = [
    ['the runs', '#/runs?selected=1-2'],
    ['the form', '#/new/quick-start?set=model.width%3D130'],
    ['a finished run', '#/run/1'],
    ['a paused run', '#/run/2'],
    ['a comparison', '#/compare?runs=1-3'],
    ['a comparison in groups', '#/compare?runs=1-3&by=all-but-seed&members=1'],
  ] as const;

  async function expectNothingFound(hash: string): Promise<void> {
    const { page, errors } = await real.open(hash, { colorScheme: THEMES[0] });
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      // What a page shows only after it has asked the lab is there once nothing is under way any more.
      await page.waitForLoadState('networkidle');
      await poll(() => page.locator('html').getAttribute('data-theme')).toBe(theme);
      await page.waitForTimeout(200);
      expect(await complaints(page), theme).toEqual([]);
    }
    expect(errors).toEqual([]);
    await page.context().close();
  }

  describe('in both themes axe finds nothing on', () => {
    it.each([
      ['the welcome page', '#/runs'],
      ['the gallery', '#/new'],
      ['an empty comparison', '#/compare'],
      ['the settings', '#/settings'],
    ])('%s, with an empty store', (_, hash) => expectNothingFound(hash), PATIENCE);
  });

  describe('with runs in the store', () => {
    beforeAll(async () => {
      const { lab } = real.host;
      for (const changes of [{}, { seed: 2, 'budget.steps': 1_000_000 }, { 'optimizer.weightDecay': 0.25 }]) {
        const { run } = await lab.request('runs.create', smallOrder(changes));
        if (!('budget.steps' in changes)) {
          await runIn(lab, run.id, 'finished');
          continue;
        }
        await runWhen(lab, run.id, ({ progress }) => progress.step > 200);
        await lab.request('runs.pause', { runs: [run.id] });
        await runIn(lab, run.id, 'paused');
      }
    }, 3 * PATIENCE);

    describe('in both themes axe finds nothing on', () => {
      it.each(WITH_RUNS)('%s', (_, hash) => expectNothingFound(hash), PATIENCE);
    });
  });
}

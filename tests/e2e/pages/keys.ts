/** @file The pages with the keyboard alone. */
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../helpers/fake-lab-scenarios.ts';
import { address, button, open, page } from './one-page.ts';

export function testKeys(): void {
  describe('with the keyboard alone', () => {
    it('goes from the table to a new run, a comparison and back', async () => {
      await open('some', '#/runs', { stopped: true });
      await page.keyboard.press('/');
      await page.keyboard.type('addition-4');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Space');
      await expect.poll(address).toContain('selected=4');
      await page.keyboard.press('c');
      await page.waitForURL(/#\/compare\?runs=4/);
      await page.keyboard.press('Control+k');
      await page.keyboard.type('open run addition-9');
      await page.keyboard.press('Enter');
      await page.waitForURL(/#\/run\/9/);
      await page.keyboard.press('[');
      await page.waitForURL(/#\/run\/8/);
      await page.keyboard.press(']');
      await page.waitForURL(/#\/run\/9/);
      const border = page.getByRole('separator', { name: 'Width of the details' });
      const width = () => border.getAttribute('aria-valuenow');
      const usual = await width();
      await border.press('ArrowLeft');
      await expect.poll(width).toBe(String(Number(usual) + 16));
      await border.press('Enter');
      await expect.poll(width).toBe(usual);
      await page.keyboard.press('e');
      await page.getByRole('button', { name: 'All logged points, CSV' }).waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('n');
      await page.waitForURL(/#\/new/);
      await page.keyboard.press('?');
      await page.getByRole('heading', { name: 'Keys on this page' }).waitFor();
    });

    it.each<[Scenario, string]>([
      ['some', '#/runs'],
      ['some', '#/compare?runs=1-12'],
      ['sweeps', '#/compare?runs=1-30'],
      ['sweeps', '#/explore?sweep=1'],
      ['sweeps', '#/sweep/1'],
      ['some', '#/settings'],
    ])('keeps the frame in sight whatever is brought into view: %s %s', async (scenario, hash) => {
      await open(scenario, hash, { stopped: true, viewport: { width: 900, height: 600 } });
      const last = page.locator('main :is(td, p, button)').last();
      await last.waitFor({ state: 'attached' });
      await last.evaluate((part) => part.scrollIntoView({ block: 'start', inline: 'start' }));
      expect(
        await page.evaluate(() => {
          const { scrollWidth, scrollHeight, scrollLeft, scrollTop } = document.documentElement;
          return [scrollWidth - innerWidth, scrollHeight - innerHeight, scrollLeft, scrollTop];
        }),
      ).toEqual([0, 0, 0, 0]);
    });

    it('reads a chart evaluation by evaluation', async () => {
      await open('some', '#/run/5', { stopped: true });
      await page.locator('[data-chart="accuracy"]:not(:has(.empty))').waitFor();
      await page.locator('[data-plot="accuracy"]').focus();
      await page.keyboard.press('ArrowRight');
      await page.getByText(/Step 0: /).waitFor({ state: 'attached' });
      await page.keyboard.press('ArrowRight');
      await page.getByText(/Step 1: /).waitFor({ state: 'attached' });
      await page.keyboard.press('+');
      await expect.poll(address).toContain('zoom=');
    });

    it('pauses and resumes with Space', async () => {
      await open('some', '#/run/15', { stopped: true });
      await button('Pause').waitFor();
      await page.keyboard.press('Space');
      await button('Resume').waitFor();
      await page.keyboard.press('Space');
      await button('Pause').waitFor();
    });
  });
}

/** @file When the lab is away or refuses, and when what was looked at is gone. */
import { describe, expect, it } from 'vitest';
import type { FakeLab } from '../../helpers/fake-lab.ts';
import { address, button, open, page, pass } from './one-page.ts';

declare const window: { fakeLab: FakeLab };

export function testBadDays(): void {
  describe('bad days', () => {
    it('says that the lab is away, and catches up when it is back', async () => {
      await open('some', '#/run/15', { stopped: true });
      await page.getByText(/step 5\d\d of/).waitFor();
      await page.evaluate(() => window.fakeLab.goAway());
      await page.getByText('The lab does not answer.').waitFor();
      await pass(30);
      await button('Try now').click();
      await page.getByText('The lab does not answer.').waitFor({ state: 'hidden' });
      await page.getByText(/step 2\s\d\d\d of/).waitFor();
    });

    it('says that the address must be opened anew when the lab refuses the page', async () => {
      await open('some', '#/runs', { stopped: true });
      await page.evaluate(() =>
        window.fakeLab.refuse('This page was opened for an earlier start of the lab.'),
      );
      await page.getByText(/Open the address that it printed/).waitFor();
    });

    it('knows a run that was purged in another window', async () => {
      await open('some', '#/run/5', { stopped: true });
      await page.getByText('addition-5').first().waitFor();
      await page.evaluate(() => window.fakeLab.request('runs.purge', { runs: [5] }));
      await page.getByText('Run 5 is not there').waitFor();
    });

    it('offers to restore a run that is in the bin', async () => {
      await open('some', '#/run/5', { stopped: true });
      await button('Delete').click();
      await page.getByText('This run is in the bin.').waitFor();
      await button('Restore it').click();
      await page.getByText('This run is in the bin.').waitFor({ state: 'hidden' });
    });

    it('says on Explore that the sweep of the address is not there, and leads to all runs', async () => {
      await open('sweeps', '#/explore?sweep=99', { stopped: true });
      await page.getByText('There is no sweep 99 here').waitFor();
      expect(await page.locator('[data-figure]').count()).toBe(0);
      await page.getByRole('link', { name: 'all sweeps and runs' }).click();
      await page.locator('[data-figure="times"]').waitFor();
    });

    it('shows all of the table of Compare in a narrow window, below charts of its width', async () => {
      const viewport = { width: 800, height: 700 };
      await open('sweeps', '#/compare?runs=1-9', { stopped: true, viewport });
      await page
        .getByRole('button', { name: 'Remove addition-1 from the comparison' })
        .click({ timeout: 5000 });
      await expect.poll(address).toContain('runs=2-9');
      const chart = await page.locator('.charts').boundingBox();
      const table = await page.getByRole('table').boundingBox();
      expect(table?.y).toBeGreaterThan(chart?.y ?? Infinity);
      expect((table?.x ?? 0) + (table?.width ?? Infinity)).toBeLessThanOrEqual(viewport.width);
    });

    it.each([1000, 1280, 1920])(
      'takes runs out of a comparison of few settings, and of many, %d pixels wide',
      async (width) => {
        await open('some', '#/compare?runs=1,2,10,14', { stopped: true, viewport: { width, height: 700 } });
        const remove = (id: number) => button(`Remove addition-${id} from the comparison`);
        await page.getByRole('columnheader', { name: 'delay' }).waitFor();
        const hidden = await page.locator('.wide').evaluate((table) => table.scrollWidth - table.clientWidth);
        expect(hidden).toBe(0);
        await remove(1).click({ timeout: 5000 });
        await page.goto(page.url().replace(/runs=[^&]*/, 'runs=2,11,14'));
        await page.getByRole('columnheader', { name: 'optimizer kind' }).waitFor();
        // Not scrolled there by the click.
        const box = await remove(2).boundingBox();
        expect((box?.x ?? Infinity) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
        await remove(2).click({ timeout: 5000 });
        await expect.poll(address).not.toContain('runs=2');
      },
    );

    it('answers an unknown address', async () => {
      await open('some', '#/somewhere/else', { stopped: true });
      await page.getByText('There is no such page').waitFor();
    });
  });
}

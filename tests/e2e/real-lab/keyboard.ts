/** @file The same journey with the keys alone: nothing here touches the mouse, and nothing is clicked from outside. */
import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { download } from '../download.ts';
import { drawnPoints, loggedRows, pngSize, storedRows } from './saved-files.ts';
import { PATIENCE, runIn, SMALL, tabTo } from './real-lab.ts';
import { address, button, errors, onOnePage, page, real } from './one-page.ts';
import { poll } from './poll.ts';

export function testKeyboard(): void {
  onOnePage('#/runs');

  const press = (...keys: string[]) =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());

  async function enter(control: Locator): Promise<void> {
    await tabTo(page, control);
    await press('Enter');
  }

  async function fromPalette(words: string): Promise<void> {
    await press('Control+k');
    await page.getByRole('combobox', { name: 'Search actions and runs' }).waitFor();
    await page.keyboard.type(words);
    await press('Enter');
  }

  /** Points of the run, by the key that saves all of them. */
  async function logged() {
    const csv = await download(page, async () => {
      await press('e');
      // The menu opens with the focus on its first item.
      await page.locator('button:focus', { hasText: 'All logged points, CSV' }).waitFor();
      await press('Enter');
    });
    return loggedRows(csv.content);
  }

  it(
    'starts a run from the welcome page, pauses and resumes it, stops it from the palette',
    async () => {
      await button(/Watch a network grok/).waitFor();
      await enter(button(/Watch a network grok/));
      await page.waitForURL(/#\/run\/1$/);
      await poll(async () => (await logged()).length).toBeGreaterThan(20);
      const before = (await logged()).length;
      await poll(async () => (await logged()).length).toBeGreaterThan(before);
      // From the menu the focus is back on its button, which Space would press.
      await page.keyboard.press('Escape');
      await leaveControl();
      await press('Space');
      await button('Resume').waitFor();
      const paused = (await logged()).length;
      await page.reload();
      await button('Resume').waitFor();
      expect(await logged()).toHaveLength(paused);
      await leaveControl();
      await press('Space');
      await poll(async () => (await logged()).length).toBeGreaterThan(paused);
      await fromPalette('stop this run');
      await page.getByText('stopped', { exact: true }).first().waitFor();
      expect(await logged()).toEqual(storedRows(real.storeFile, [1]));
      expect(errors).toEqual([]);
    },
    3 * PATIENCE,
  );

  /** To the first chart: a place that leaves Space to the page. */
  const leaveControl = () => tabTo(page, page.locator('[data-plot="accuracy"]'));

  it(
    'makes another run through the form',
    async () => {
      await press('n');
      await page.waitForURL(/#\/new$/);
      await enter(page.getByRole('link', { name: 'Quick start', exact: true }));
      await page.waitForURL(/#\/new\/quick-start/);
      for (const [label, text] of [
        ['modulus', String(SMALL['task.modulus'])],
        ['width', String(SMALL['model.width'])],
        ['heads', String(SMALL['model.heads'])],
        ['MLP width', String(SMALL['model.mlpWidth'])],
        ['weight decay', '0.25'],
        ['batch size', String(SMALL['batch.size'])],
        ['evaluate every', String(SMALL['evaluation.every'])],
        ['steps', '1500'],
      ] as const) {
        await tabTo(page, page.getByLabel(new RegExp(`^${label}`)));
        await press('Control+a');
        await page.keyboard.type(text);
      }
      await poll(address).toContain('budget.steps=1500');
      await enter(button('Start run'));
      await page.waitForURL(/#\/run\/2$/);
      await page.getByText('finished', { exact: true }).first().waitFor();
      const { config } = await runIn(real.host.lab, 2, 'finished');
      expect(config.optimizer).toMatchObject({ weightDecay: 0.25 });
      expect(errors).toEqual([]);
    },
    3 * PATIENCE,
  );

  it(
    'compares both, changes axes and zoom, groups, and saves curves and picture',
    async () => {
      await fromPalette('go to runs');
      await page.getByLabel('Select quick-start-2').waitFor();
      await press('/');
      await page.keyboard.type('quick-start');
      await press('ArrowDown', 'Space', 'Shift+ArrowDown');
      await page.getByText('2 runs selected').waitFor();
      await press('c');
      await page.waitForURL(/#\/compare\?runs=1-2/);
      await page.locator('[data-chart="val/accuracy"]:not(:has(.empty))').waitFor();

      await press('x');
      await poll(address).toContain('x=linear');
      await press('x');
      await poll(address).not.toContain('x=');
      await tabTo(page, page.locator('[data-plot="val/accuracy"]'));
      await press('y');
      await poll(address).toContain('y.val/accuracy=log');
      await press('ArrowRight');
      await page.getByText(/Step 0: /).waitFor({ state: 'attached' });
      await press('+');
      await poll(address).toContain('zoom=');
      await press('0');
      await poll(address).not.toContain('zoom=');

      await tabTo(page, page.getByLabel('Group by'));
      await page.keyboard.type('all but');
      await press('Enter');
      await poll(address).toContain('by=all-but-seed');
      await page
        .getByText(/median, .*n = 1/)
        .first()
        .waitFor();

      await tabTo(page, page.locator('[data-plot="val/accuracy"]'));
      const grouped = await download(page, () => press('e'));
      expect(new Set(drawnPoints(grouped.content).map(({ series }) => series)).size).toBe(2);

      const png = await download(page, async () => {
        await enter(button('Validation accuracy: axes and export'));
        await enter(page.getByRole('button', { name: 'Save PNG' }));
      });
      expect(pngSize(png.content).width).toBeGreaterThanOrEqual(1000);

      const csv = await download(page, async () => {
        await enter(button('Validation accuracy: axes and export'));
        await enter(page.getByRole('button', { name: 'Save CSV of all logged points' }));
      });
      expect(loggedRows(csv.content)).toEqual(storedRows(real.storeFile, [1, 2]));
      expect(errors).toEqual([]);
    },
    3 * PATIENCE,
  );
}

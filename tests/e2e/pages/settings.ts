/** @file Settings: the copy of the store, and the engines timed. */
import { describe, expect, it } from 'vitest';
import type { FakeLab } from '../../helpers/fake-lab.ts';
import { download } from '../download.ts';
import { button, open, page } from './one-page.ts';

declare const window: { fakeLab: FakeLab };

export function testSettings(): void {
  describe('settings', () => {
    it('copy the store where somebody says, and say why not', async () => {
      await open('some', '#/settings', { stopped: true });
      const place = page.getByLabel('Copy the store to');
      await expect.poll(() => place.inputValue()).toMatch(/lab-\d{4}-\d\d-\d\d\.db$/);
      await button('Back up now').click();
      await page.getByText(/Copied .* and 12 checkpoints/).waitFor();
      await place.fill('/tmp/taken');
      await button('Back up now').click();
      await page.getByText('choose a name that is free').waitFor();
    });

    it('are as wide as the window allows, however long the path of the store is', async () => {
      await open('some', '#/settings', { stopped: true, viewport: { width: 700, height: 600 } });
      await page.getByTitle('/a folder with a rather long name/grokking-lab/lab.db').waitFor();
      const right = await page.locator('main').evaluate((main) => main.getBoundingClientRect().right);
      expect(right).toBeLessThanOrEqual(700);
    });
  });

  describe('the speed of the engines', () => {
    it('is timed on demand, drawn, and taken away as picture and data', async () => {
      await open('some', '#/settings', { stopped: true });
      await button('Time the engines').click();
      await page.getByText('W1 1x128 ctx2 b512 on onnx-cpu (1 of 7)').waitFor();
      await button('Stop').click();
      await page.getByText('It was stopped after 0 cases.').waitFor();
      await button('Time the engines again').click();
      await button('Stop').waitFor();
      await page.evaluate(() => window.fakeLab.bench.finish());
      await page.getByText(/Imaginary 4000 · 2 threads/).waitFor();
      expect(await page.locator('[data-figure="bench"] .mark').count()).toBe(7);
      await button('Time of a training step: export').click();
      const data = await download(page, () => button('Save CSV').click());
      expect(data.content.toString()).toContain('W2 2x128 ctx4 b512,tfjs-node,2,118,22.1,90');
      await button('Time of a training step: export').click();
      const picture = await download(page, () => button('Save PNG').click());
      expect(picture.content.subarray(1, 4).toString()).toBe('PNG');
    });
  });
}

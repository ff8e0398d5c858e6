/** @file Charts and comparisons: axes, zoom, crosshair, what is saved, groups. */
import { describe, expect, it } from 'vitest';
import type { FakeLab } from '../../helpers/fake-lab.ts';
import { download } from '../download.ts';
import { address, button, open, page } from './one-page.ts';

declare const window: { fakeLab: FakeLab };

export function testCharts(): void {
  describe('charts', () => {
    it('change their axes, zoom together and keep it all in the address', async () => {
      await open('some', '#/run/5', { stopped: true });
      const plot = page.locator('[data-plot="accuracy"]');
      await plot.waitFor();
      await page.keyboard.press('x');
      await expect.poll(address).toContain('x=linear');
      await page.keyboard.press('x');
      await expect.poll(address).not.toContain('x=');
      const box = await plot.boundingBox();
      if (!box) throw new Error('no plot');
      await page.mouse.move(box.x + box.width * 0.5, box.y + 150);
      await page.keyboard.press('y');
      await expect.poll(address).toContain('y.accuracy=log');
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.75, box.y + 150, { steps: 4 });
      await page.mouse.up();
      await expect.poll(address).toMatch(/zoom=[\d.]+\.\.[\d.]+/);
      const zoomed = address();
      await page.reload();
      await plot.waitFor();
      await expect.poll(address).toBe(zoomed);
      await page.keyboard.press('0');
      await expect.poll(address).not.toContain('zoom');
    });

    it('zoom with the wheel and out again with a double click', async () => {
      await open('some', '#/run/5', { stopped: true });
      const plot = page.locator('[data-plot="accuracy"]');
      await plot.hover({ position: { x: 250, y: 120 } });
      await page.mouse.wheel(0, -300);
      await expect.poll(address).toContain('zoom=');
      await plot.dblclick({ position: { x: 250, y: 120 } });
      await expect.poll(address).not.toContain('zoom=');
    });

    it('read the values under the crosshair, on all charts at once', async () => {
      await open('some', '#/run/5', { stopped: true });
      await page.locator('[data-plot="accuracy"]').hover({ position: { x: 300, y: 120 } });
      await page.locator('.box').getByText('validation accuracy').waitFor();
      expect(await page.locator('.overlay .line').count()).toBe(6);
    });

    it('are saved as PNG, SVG and CSV', async () => {
      await open('some', '#/run/5', { stopped: true });
      const menu = async (item: string) => {
        await button('Accuracy: axes and export').click();
        await button(item).click();
      };
      const png = await download(page, () => menu('Save PNG'));
      expect(png.name).toBe('addition-5-Accuracy.png');
      expect(png.content.subarray(1, 4).toString()).toBe('PNG');
      expect(png.content.readUInt32BE(16)).toBe(1440);
      const svg = (await download(page, () => menu('Save SVG'))).content.toString();
      expect(svg).toContain('generalised at');
      const drawn = (await download(page, () => menu('Save CSV of what is drawn'))).content.toString();
      expect(drawn.split('\n')[0]).toBe('chart,series,step,seconds,value,low,high,n');
      const raw = (await download(page, () => menu('Save CSV of all logged points'))).content.toString();
      const stored = await page.evaluate(() =>
        window.fakeLab.handlers['export.curves']({ runs: [5], format: 'csv' }),
      );
      expect(raw).toBe((stored as { text: string }).text);
    });
  });

  describe('a comparison', () => {
    it('groups by all but the seed and exports everything drawn', async () => {
      await open('some', '#/runs?selected=1-9', { stopped: true });
      await page.keyboard.press('c');
      await page.waitForURL(/#\/compare/);
      await page.getByLabel('Group by').selectOption('all-but-seed');
      await page.getByText('λ = 0.3 (median, 25–75 %, n = 3)').first().waitFor();
      await page.getByLabel('line').selectOption('mean');
      await page.getByText('λ = 1 (mean, ± 1 standard deviation, n = 3)').first().waitFor();
      const { name, content } = await download(page, () => page.keyboard.press('e'));
      expect(name).toBe('comparison-drawn.csv');
      const rows = content.toString().trim().split('\n');
      expect(rows.some((row) => row.startsWith('val/accuracy,"λ = 3 (mean'))).toBe(true);
      expect(rows.at(-1)?.split(',').at(-1)).toBe('3');
    });

    it('says of which experiment each run is where they are of several', async () => {
      await open('some', '#/compare?runs=1,4', { stopped: true });
      const heads = page.getByRole('rowheader');
      await page.getByRole('columnheader', { name: 'λ' }).waitFor();
      expect(await heads.count()).toBe(0);
      await page.goto(page.url().replace(/runs=[^&]*/, 'runs=1,11,10'));
      await page.getByText('they are of different experiments').waitFor();
      expect(await heads.allInnerTexts()).toEqual([
        expect.stringMatching(/test-2022\/addition\s+n = 2, \d generalised/),
        expect.stringMatching(/test-2024\/division\s+n = 1, 0 generalised/),
      ]);
      await page.getByLabel('Group by').selectOption('optimizer.weightDecay');
      await expect
        .poll(() => heads.allInnerTexts())
        .toEqual([
          expect.stringMatching(/λ = 0\s.* · test-2024\/division, test-2022\/addition$/),
          expect.stringMatching(/λ = 0\.3\s.* · test-2022\/addition$/),
        ]);
    });

    it('keeps its runs, charts and groups in the address, takes runs out and adds them', async () => {
      await open('some', '#/compare?runs=1,4&metrics=weights/norm', { stopped: true });
      await page.locator('[data-chart="weights/norm"]').waitFor();
      expect(await page.locator('[data-chart]').count()).toBe(1);
      await button('Remove addition-1 from the comparison').click();
      await expect.poll(address).toContain('runs=4');
      await button('Add runs').click();
      await page.getByLabel('Find a run').fill('without');
      await page.getByLabel(/without-decay/).click();
      await expect.poll(address).toContain('runs=4,10');
      await page.keyboard.press('Escape');
      await page.getByLabel('Draw addition-4').click();
      await expect.poll(address).toContain('hidden=4');
    });
  });
}

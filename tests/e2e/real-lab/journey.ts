/** @file From the first click to a picture of two runs, with the mouse, over a real lab. */
import { expect, it } from 'vitest';
import { download } from '../download.ts';
import { csvRows, drawnPoints, loggedRows, pngSize, storedRows } from './saved-files.ts';
import { PATIENCE, runIn, SMALL } from './real-lab.ts';
import { address, button, errors, onOnePage, page, real } from './one-page.ts';
import { poll } from './poll.ts';

export function testJourney(): void {
  onOnePage('#/runs');

  async function fromMenu(menu: string, item: string): Promise<void> {
    await button(menu).click();
    await page.getByRole('button', { name: item }).click();
  }

  /** Points of the accuracy chart, as the page itself has them. */
  async function drawn(): Promise<number> {
    const csv = await download(page, () =>
      fromMenu('Accuracy: axes and export', 'Save CSV of what is drawn'),
    );
    return drawnPoints(csv.content).filter(({ series }) => series === 'validation accuracy').length;
  }

  /** The picture on the screen, to see whether anything changed in it. */
  const picture = (chart: string) =>
    page
      .locator(`[data-chart="${chart}"] canvas`)
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

  it(
    'starts a run from the welcome page, sees it grow, pauses, reloads, resumes, stops',
    async () => {
      await button(/Watch a network grok/).click();
      await page.waitForURL(/#\/run\/1$/);
      await poll(drawn).toBeGreaterThan(3);
      const before = await drawn();
      await poll(drawn).toBeGreaterThan(before);

      await button('Pause').click();
      await button('Resume').waitFor();
      const paused = await drawn();
      expect(paused).toBeGreaterThan(before);

      await page.reload();
      await button('Resume').waitFor();
      await page.getByText('paused', { exact: true }).first().waitFor();
      await poll(drawn).toBe(paused);

      await button('Resume').click();
      await poll(drawn).toBeGreaterThan(paused);
      await button('Stop').click();
      await page.getByText('stopped', { exact: true }).first().waitFor();
      expect(errors).toEqual([]);
    },
    3 * PATIENCE,
  );

  /** Fills in the sizes that make a run short, and starts it. */
  async function startSmall(fields: Readonly<Record<string, string>>): Promise<number> {
    for (const [label, text] of Object.entries(fields)) {
      await page.getByLabel(new RegExp(`^${label}`)).fill(text);
    }
    await page
      .getByText(/differs from the/)
      .first()
      .waitFor();
    await button('Start run').click();
    await page.waitForURL(/#\/run\/\d+/);
    return Number(/#\/run\/(\d+)/.exec(page.url())?.[1]);
  }

  it(
    'makes a run with another weight decay through the form, and one with another seed from it',
    async () => {
      await page.getByRole('link', { name: 'New', exact: true }).click();
      await page.getByRole('link', { name: 'Quick start', exact: true }).click();
      const run = await startSmall({
        'weight decay': '0.5',
        modulus: String(SMALL['task.modulus']),
        width: String(SMALL['model.width']),
        heads: String(SMALL['model.heads']),
        'MLP width': String(SMALL['model.mlpWidth']),
        'batch size': String(SMALL['batch.size']),
        'evaluate every': String(SMALL['evaluation.every']),
        steps: '1500',
      });
      expect(run).toBe(2);
      await page.getByText('finished', { exact: true }).first().waitFor();
      const { config, progress } = await runIn(real.host.lab, run, 'finished');
      expect(config.optimizer).toMatchObject({ weightDecay: 0.5 });
      expect(config.task).toMatchObject({ modulus: 13 });
      expect(progress.step).toBe(1500);

      await button('Duplicate').click();
      await page.waitForURL(/#\/new\//);
      expect(await startSmall({ seed: '2' })).toBe(3);
      await page.getByText('finished', { exact: true }).first().waitFor();
      const twin = await runIn(real.host.lab, 3, 'finished');
      expect(twin.config).toEqual({ ...config, seed: 2 });
      expect(errors).toEqual([]);
    },
    3 * PATIENCE,
  );

  it(
    'compares them from the table, on any axes, in groups',
    async () => {
      await page.getByRole('link', { name: 'Runs', exact: true }).click();
      await page.getByLabel('Select quick-start-3').click();
      await page.getByLabel('Select quick-start-1').click({ modifiers: ['Shift'] });
      await page.getByText('3 runs selected').waitFor();
      await button('Compare').click();
      await page.waitForURL(/#\/compare\?runs=1-3/);
      await page.locator('[data-chart="val/accuracy"]:not(:has(.empty))').waitFor();

      for (const [item, part] of [
        ['Logarithmic step axis', 'x=linear'],
        ['Logarithmic value axis', 'y.val/accuracy=log'],
      ] as const) {
        const before = await picture('val/accuracy');
        await fromMenu('Validation accuracy: axes and export', item);
        await page.keyboard.press('Escape');
        await poll(address).toContain(part);
        await poll(() => picture('val/accuracy')).not.toBe(before);
      }
      await page.reload();
      await page.locator('[data-chart="val/accuracy"]:not(:has(.empty))').waitFor();
      expect(address()).toContain('x=linear&y.val/accuracy=log');

      await page.getByLabel('Group by').selectOption('all-but-seed');
      await poll(address).toContain('by=all-but-seed');
      await page
        .getByText(/median, .*n = 2/)
        .first()
        .waitFor();
      const csv = await download(page, () => fromMenu('Export', 'Everything drawn, CSV'));
      const points = drawnPoints(csv.content);
      expect(new Set(points.map(({ n }) => n))).toEqual(new Set([1, 2]));
      expect(new Set(points.map(({ chart }) => chart))).toEqual(new Set(['val/accuracy', 'val/loss']));
      await page.getByLabel('Group by').selectOption('');
      await poll(address).not.toContain('by=');
      expect(errors).toEqual([]);
    },
    3 * PATIENCE,
  );

  it(
    'saves the curves exactly as the store has them, and a picture of them',
    async () => {
      const stored = storedRows(real.storeFile, [1, 2, 3]);
      const all = await download(page, () => fromMenu('Export', 'All logged points, CSV'));
      expect(all.name).toBe('comparison-points.csv');
      const saved = loggedRows(all.content);
      expect(saved).toHaveLength(stored.length);
      // One by one: a difference in the middle of thousands of rows is named by its row.
      for (const [i, row] of stored.entries()) expect(saved[i]).toEqual(row);

      const drawnCsv = await download(page, () => fromMenu('Export', 'Everything drawn, CSV'));
      const known = new Set(
        stored.map(({ run, metric, step, seconds, value }) =>
          [metric, `quick-start-${run}`, step, seconds, value].join(),
        ),
      );
      const points = csvRows(drawnCsv.content).slice(1);
      expect(points.length).toBeGreaterThan(100);
      expect(points.filter((cells) => !known.has(cells.slice(0, 5).join()))).toEqual([]);

      const png = await download(page, () => fromMenu('Validation accuracy: axes and export', 'Save PNG'));
      expect(png.name).toMatch(/\.png$/);
      const { width, height, bytes } = pngSize(png.content);
      expect(width).toBeGreaterThanOrEqual(1000);
      expect(height).toBeGreaterThanOrEqual(500);
      expect(bytes).toBeGreaterThan(5000);
      expect(errors).toEqual([]);
    },
    2 * PATIENCE,
  );
}

/** @file The table of runs: selecting, sorting, filtering, views, columns, the bin. */
import { describe, expect, it } from 'vitest';
import { LONGEST_EXPERIMENT, LONGEST_NAME } from '../../../src-main/contract/values/run-limits.ts';
import type { FakeLab } from '../../helpers/fake-lab.ts';
import { address, button, open, page } from './one-page.ts';

declare const window: { fakeLab: FakeLab };

export function testRunsTable(): void {
  describe('the table of runs', () => {
    it('selects a range with Shift, deletes it and takes it back', async () => {
      await open('some', '#/runs', { stopped: true });
      await page.getByLabel('Select addition-9').click();
      await page.getByLabel('Select addition-5').click({ modifiers: ['Shift'] });
      await page.getByText('5 runs selected').waitFor();
      await expect.poll(address).toContain('selected=5-9');
      await button('Delete').click();
      await page.getByText('5 runs moved to the bin.').waitFor();
      expect(await page.getByLabel('Select addition-7').count()).toBe(0);
      await button('Undo').click();
      await page.getByLabel('Select addition-7').waitFor();
    });

    it('sorts by several columns and keeps order and filter in the address', async () => {
      await open('some', '#/runs', { stopped: true });
      await button(/^generalised/).click();
      await button(/^name/).click({ modifiers: ['Shift'] });
      await page.getByPlaceholder(/Search name/).fill('addition λ');
      await expect.poll(() => decodeURIComponent(address())).toContain('sort=point2,name');
      const first = page.locator('tbody a').first();
      expect(await first.textContent()).toBe('addition-8');
      await page.reload();
      await page.locator('tbody a').first().waitFor();
      expect(await first.textContent()).toBe('addition-8');
      await first.click();
      await page.waitForURL(/#\/run\/8/);
      await page.goBack();
      expect(await page.getByPlaceholder(/Search name/).inputValue()).toBe('addition λ');
    });

    it('says of runs of a sweep what was varied, in order of its numbers', async () => {
      await open('sweeps', '#/runs?search=decay', { stopped: true });
      const head = page.getByRole('columnheader', { name: 'varied by its sweep' });
      await page.getByPlaceholder(/Search name/).fill('η 0.001');
      await head.getByRole('button').click();
      await expect.poll(address).toContain('sort=swept');
      const cells = page.locator('tr[data-run] td:nth-child(4)');
      await expect.poll(() => cells.first().textContent()).toBe('λ 0.1 · η 0.001 · seed 1');
      expect(await cells.last().textContent()).toBe('λ 3 · η 0.001 · seed 3');
    });

    it('keeps the names in sight while the other columns are scrolled in a narrow window', async () => {
      await open('some', '#/runs', { stopped: true });
      await page.setViewportSize({ width: 800, height: 700 });
      const table = page.getByRole('region', { name: 'Runs' });
      const name = page.getByRole('link', { name: 'addition-9', exact: true });
      await name.waitFor();
      const away = await table.evaluate((region) => (region.scrollLeft = 400) && region.scrollLeft);
      expect(away).toBe(400);
      const [region, link] = [await table.boundingBox(), await name.boundingBox()];
      expect(link!.x).toBeGreaterThan(region!.x);
      // Not only there, but on top.
      const onTop = await page.evaluate(
        ([x, y]) => document.elementFromPoint(x!, y!)?.textContent,
        [link!.x + 4, link!.y + 4],
      );
      expect(onTop).toBe('addition-9');
    });

    it('says where no run fits that it is for a tag that none has', async () => {
      await open('some', '#/runs?filter=tag%3Abasline', { stopped: true });
      await page.getByText("No run fits: no run has the tag 'basline' (did you mean baseline?).").waitFor();
    });

    it('has no such column where no run of a sweep is listed', async () => {
      await open('some', '#/runs', { stopped: true });
      await page.locator('tr[data-run]').first().waitFor();
      expect(await page.getByRole('columnheader', { name: /sweep/ }).count()).toBe(0);
    });

    it('filters with what is completed as one types, and says where a filter is wrong', async () => {
      await open('some', '#/runs', { stopped: true });
      const filter = page.getByRole('combobox', { name: 'Filter runs' });
      await filter.pressSequentially('stat');
      await page.getByRole('option', { name: /^status/ }).waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.type('= fin');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      expect(await filter.inputValue()).toBe('status = finished ');
      await page.keyboard.type('and optimizer.weightDecay < 0.5');
      await expect.poll(() => decodeURIComponent(address())).toContain('filter=status');
      const decays = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('tr[data-run]')].map(
          (row) =>
            window.fakeLab.runs.get(Number(row.dataset['run']))?.record.config.optimizer.weightDecay ?? 9,
        ),
      );
      expect(decays.length).toBeGreaterThan(0);
      expect(Math.max(...decays)).toBeLessThan(0.5);
      await filter.fill('optimizer.weightdecay < 0.5');
      await page.keyboard.press('Escape');
      await page.getByText('did you mean optimizer.weightDecay').waitFor();
      expect(await filter.getAttribute('aria-invalid')).toBe('true');
    });

    it('says what is wrong before the cursor while one writes on, and after Enter, with the focus in the box', async () => {
      await open('some', '#/runs', { stopped: true });
      const filter = page.getByRole('combobox', { name: 'Filter runs' });
      const message = page.getByText('did you mean optimizer.weightDecay');
      await filter.pressSequentially('optimizer.wightDecay > 1');
      await page.getByRole('option', { name: /^and/ }).waitFor();
      await message.waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('option').first().waitFor({ state: 'detached' });
      expect(await message.isVisible()).toBe(true);
      expect(await filter.evaluate((box) => box === document.activeElement)).toBe(true);
    });

    it('keeps what completes a filter inside of a narrow window, explanations and all', async () => {
      await open('some', '#/runs', { stopped: true, viewport: { width: 800, height: 700 } });
      await page.getByRole('combobox', { name: 'Filter runs' }).pressSequentially('optimizer');
      await page.getByRole('option').first().waitFor();
      const ends = await page
        .locator('[role=option] span')
        .evaluateAll((helps) => helps.map((help) => help.getBoundingClientRect().right));
      expect(ends.length).toBeGreaterThan(1);
      expect(Math.max(...ends)).toBeLessThan(800);
      const beyond = await page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth);
      expect(beyond).toBe(0);
    });

    it('takes in the import no more letters for experiment and name than the lab does', async () => {
      await open('some', '#/runs', { stopped: true });
      await button('Import runs…').click();
      for (const [label, longest] of [
        ['experiment', LONGEST_EXPERIMENT],
        ['name', LONGEST_NAME],
      ] as const) {
        const input = page.getByRole('textbox', { name: label, exact: true });
        expect(await input.getAttribute('maxlength')).toBe(String(longest));
      }
    });

    it('pins, tags and puts aside the selected runs', async () => {
      await open('some', '#/runs?selected=3', { stopped: true });
      await button('Mark').click();
      await page.getByRole('button', { name: 'Pinned to the top' }).click();
      await expect.poll(() => page.locator('tr[data-run]').first().getAttribute('data-run')).toBe('3');
      await page.getByLabel('New tag').fill('paper figure');
      await page.keyboard.press('Enter');
      await expect
        .poll(() => page.evaluate(() => window.fakeLab.runs.get(3)?.record.tags))
        .toContain('paper figure');
      await page.getByRole('button', { name: 'Archived', exact: true }).click();
      await expect.poll(() => page.locator('tr[data-run="3"]').count()).toBe(0);
      await page.keyboard.press('Escape');
      await button('Archived too').click();
      await page.locator('tr[data-run="3"]').waitFor();
    });

    it('keeps a view by its name and opens it again', async () => {
      await open('some', '#/runs?filter=seed+=+3&sort=-point2', { stopped: true });
      await page.locator('tr[data-run]').first().waitFor();
      const found = await page.locator('tr[data-run]').count();
      await button('Views').click();
      await page.getByLabel('Save this view as').fill('third seed');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await button('Show all').click();
      await expect.poll(() => page.locator('tr[data-run]').count()).toBeGreaterThan(found);
      await button('Views').click();
      await page.getByRole('button', { name: 'third seed', exact: true }).click();
      await expect.poll(() => page.locator('tr[data-run]').count()).toBe(found);
      await button('View: third seed').waitFor();
      await page.getByRole('button', { name: 'Forget the view third seed' }).click();
      await expect.poll(() => page.evaluate(() => window.fakeLab.settings['runs.views'])).toBeUndefined();
    });

    it('shows and remembers chosen columns', async () => {
      await open('some', '#/runs', { stopped: true });
      await button('Columns').click();
      await page.getByPlaceholder('Find a column').fill('learningRate');
      await page.getByRole('button', { name: 'optimizer.learningRate' }).click();
      await page.keyboard.press('Escape');
      await button(/^learning rate/).waitFor();
      expect(await page.evaluate(() => window.fakeLab.settings['runs.columns'])).toContain(
        'optimizer.learningRate',
      );
    });

    it('empties the bin for good only when asked twice', async () => {
      await open('some', '#/runs?selected=1', { stopped: true });
      await button('Delete').click();
      await button('Bin').click();
      await page.getByLabel('Select addition-1').click();
      page.once('dialog', (dialog) => void dialog.accept());
      await button('Delete for good').click();
      await page.getByText('The bin is empty').waitFor();
      expect(await page.evaluate(() => window.fakeLab.runs.has(1))).toBe(false);
    });

    it('holds only the rows in view of two thousand', async () => {
      await open('many', '#/runs', { stopped: true });
      await page.locator('tbody tr[data-run="2000"]').waitFor();
      expect(await page.locator('tbody tr[data-run]').count()).toBeLessThan(60);
      await page.locator('[aria-label="Table of runs"]').evaluate((element) => (element.scrollTop = 30_000));
      await page.locator('tbody tr[data-run="1060"]').waitFor();
      await page.getByPlaceholder(/Search name/).fill('addition-77 ');
      await page.getByRole('link', { name: 'addition-77', exact: true }).waitFor();
    });
  });
}

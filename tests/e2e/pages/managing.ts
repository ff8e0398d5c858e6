/** @file What a person does to keep order: extend a sweep, delete and have back, rename and think again, empty the bin. */
import { expect, it } from 'vitest';
import type { FakeLab } from '../../helpers/fake-lab.ts';
import { open, page } from './one-page.ts';

declare const window: { fakeLab: FakeLab };

export function testManaging(): void {
  const button = (name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' });

  it('a sweep gets more seeds and values from its page, and says beforehand how many runs that is', async () => {
    await open('sweeps', '#/sweep/1');
    await button('Extend').click();
    const dialog = page.getByRole('dialog');
    expect(await button('Extend').last().isDisabled()).toBe(true);
    await dialog.getByLabel('seeds').fill('3-4');
    await dialog.getByLabel(/weight decay/).fill('1, 10');
    await dialog.getByText('24 runs more.').waitFor();
    await dialog.getByRole('button', { name: 'Extend' }).click();
    await page.getByText('24 runs added to decay-and-rate.').waitFor();
    await expect.poll(() => page.locator('td .square').count()).toBe(60);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('the queue says of each run of a sweep what was varied, of those that run and those that wait', async () => {
    await open('sweeps', '#/queue', { stopped: true });
    await page.getByText('λ 0.5 · seed 1').waitFor();
    const rows = await page.locator('tbody tr').allTextContents();
    const said = rows.map((text) => text.match(/λ .* · seed \d/)?.[0]);
    expect(said[0]).toBe('λ 3 · η 0.001 · seed 3');
    expect(said).not.toContain(undefined);
    expect([said.length, new Set(said).size]).toEqual([14, 14]);
  });

  it('a sweep that was deleted is in the bin of sweeps, and comes back from there', async () => {
    await open('sweeps', '#/sweep/1');
    await button('More').click();
    await button('Move to the bin with its runs').click();
    await page.getByText('This sweep is in the bin').waitFor();
    await page.getByRole('link', { name: 'All sweeps' }).click();
    await button('Bin').click();
    await button('Restore decay-and-rate').click();
    await page.getByText('No sweep is in the bin.').waitFor();
    await button('Leave the bin').click();
    await page.getByRole('link', { name: 'decay-and-rate' }).waitFor();
  });

  it('a run that was renamed on its page has its name back with one click', async () => {
    await open('some', '#/run/5');
    const name = page.getByLabel('name', { exact: true });
    await name.fill('the odd one');
    await name.press('Enter');
    await page.getByRole('heading', { name: 'the odd one' }).waitFor();
    await button('Undo').click();
    await page.getByRole('heading', { name: 'addition-5' }).waitFor();
    expect(await name.inputValue()).toBe('addition-5');
  });

  it('a tag with a space is kept whole where others are typed beside it', async () => {
    await open('some', '#/run/5');
    const tags = page.getByLabel(/^tags/);
    const kept = () => page.evaluate(() => window.fakeLab.runs.get(5)?.record.tags);
    await tags.fill('"my tag", paper');
    await tags.press('Enter');
    await expect.poll(kept).toEqual(['my tag', 'paper']);
    await expect.poll(() => tags.inputValue()).toBe('"my tag" paper');
    await tags.fill(`${await tags.inputValue()} extra`);
    await tags.press('Enter');
    await expect.poll(kept).toEqual(['my tag', 'paper', 'extra']);
  });

  it('the bin says how long it keeps things, as Settings have it, and is emptied at once where one wants', async () => {
    await open('some', '#/settings');
    const days = page.getByLabel('What is deleted stays in the bin for');
    expect(await days.inputValue()).toBe('30');
    await days.fill('0');
    await days.press('Enter');
    await page.getByText('A whole number from 1 to').waitFor();
    await days.fill('7');
    page.once('dialog', (dialog) => void dialog.accept());
    await days.press('Enter');
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByLabel('Select addition-1', { exact: true }).click();
    await button('Delete').click();
    await button('Bin').click();
    await page.getByText('stays here for 7 days of use').waitFor();
    page.once('dialog', (dialog) => void dialog.accept());
    await button('Empty the bin').click();
    await page.getByText('The bin is empty.').waitFor();
    expect(await page.evaluate(() => window.fakeLab.runs.has(1))).toBe(false);
  });
}

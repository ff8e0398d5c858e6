import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaints } from './axe-complaints.ts';
import { startHarness, type Harness } from './harness.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
}, 120_000);
afterAll(() => harness.close());

const VIEWS = [
  ['welcome', 'empty', '#/runs'],
  ['the table of runs with a selection', 'some', '#/runs?selected=1-3'],
  ['the bin', 'some', '#/runs?bin=1'],
  ['the gallery', 'some', '#/new'],
  ['the form with a mistake', 'some', '#/new/test-2022%2Faddition?set=model.width%3D130'],
  ['a run that is over', 'some', '#/run/5'],
  ['a run that goes on', 'some', '#/run/15'],
  ['a comparison', 'some', '#/compare?runs=1,4,7'],
  ['a comparison of groups', 'some', '#/compare?runs=1-9&by=all-but-seed&members=1'],
  ['an empty comparison', 'some', '#/compare'],
  ['no sweeps', 'some', '#/sweeps'],
  ['the sweeps', 'sweeps', '#/sweeps'],
  ['a sweep over two settings', 'sweeps', '#/sweep/1'],
  ['a sweep over seeds', 'sweeps', '#/sweep/2'],
  ['grokking time by two settings', 'sweeps', '#/explore?sweep=1'],
  ['grokking time by one, with phases', 'sweeps', '#/explore?sweep=1&by=optimizer.weightDecay&colour=phase'],
  ['grokking time with nothing to say', 'empty', '#/explore'],
  ['the queue', 'sweeps', '#/queue'],
  ['an empty queue', 'empty', '#/queue'],
  [
    'the form of a sweep with a mistake and a combination that cannot be run',
    'some',
    '#/new/test-2022%2Faddition?sweep=1&axis=model.width%3D64,130&axis=batch.size%3Dmany',
  ],
  ['settings', 'some', '#/settings'],
  ['settings with the engines timed', 'sweeps', '#/settings'],
  ['a page that does not exist', 'some', '#/nowhere'],
] as const;

describe('axe finds nothing in both themes on', () => {
  it.each(VIEWS)('%s', async (_, scenario, hash) => {
    const { page, errors } = await harness.open(scenario, hash, { colorScheme: 'light', stopped: true });
    await page.waitForTimeout(300);
    expect(await complaints(page)).toEqual([]);
    // Nothing but colours depends on the theme.
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForTimeout(200);
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).toMatch(/^rgb\([0-5]?\d, [0-5]?\d, [0-5]?\d\)$/);
    expect(await complaints(page, 'color-contrast')).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

describe('axe finds nothing in', () => {
  it.each([
    ['the palette', '#/runs', 'Control+k'],
    ['the list of keys', '#/run/5', '?'],
  ])('%s', async (_, hash, key) => {
    const { page } = await harness.open('some', hash, { stopped: true });
    await page.keyboard.press(key);
    await page.waitForSelector('dialog[open]');
    expect(await complaints(page)).toEqual([]);
    await page.context().close();
  });

  it('open menus', async () => {
    const { page } = await harness.open('some', '#/run/5', { stopped: true });
    for (const name of ['Export', 'Accuracy: axes and export']) {
      await page.getByRole('button', { name, exact: true }).click();
      expect(await complaints(page)).toEqual([]);
      await page.keyboard.press('Escape');
    }
    await page.context().close();
  });
});

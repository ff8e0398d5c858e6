/** @file From the form to a figure: a sweep is made, its matrix fills, Explore shows it in two ways, and what is saved is
 *  what the store holds. */
import { expect, it } from 'vitest';
import { valueAt } from '../../../src-main/contract/values/config-fields.ts';
import type { SeriesRow } from '../../../src-main/store/store.ts';
import { download } from '../download.ts';
import { csvRows, pngSize, storedRows } from './saved-files.ts';
import { PATIENCE, SMALL } from './real-lab.ts';
import { address, button, errors, onOnePage, page, real } from './one-page.ts';
import { poll } from './poll.ts';

const STEPS = 700;
const DECAYS = [0.5, 1, 2];
const SEEDS = [1, 2];
const RUNS = DECAYS.length * SEEDS.length;

export function testSweeps(): void {
  onOnePage('#/new');

  const squares = (...states: string[]) =>
    page.locator(states.map((state) => `td a.square.${state}`).join(', ')).count();

  it(
    'makes a sweep from the form, which says beforehand what it comes to, and its matrix fills',
    async () => {
      await page.getByRole('link', { name: 'Quick start', exact: true }).click();
      await page.getByRole('radio', { name: 'sweep' }).check();
      const fields = {
        modulus: String(SMALL['task.modulus']),
        width: String(SMALL['model.width']),
        heads: String(SMALL['model.heads']),
        'MLP width': String(SMALL['model.mlpWidth']),
        'batch size': String(SMALL['batch.size']),
        'evaluate every': String(SMALL['evaluation.every']),
        steps: String(STEPS),
        seed: `1-${SEEDS.length}`,
      };
      for (const [label, text] of Object.entries(fields))
        await page.getByLabel(new RegExp(`^${label}`)).fill(text);
      await button('Vary weight decay').click();
      await page.getByLabel(/^weight decay/).fill(DECAYS.join(', '));
      await page.getByText(`${RUNS} runs`).waitFor();
      await button('Start sweep').click();
      await page.waitForURL(/#\/sweep\/1$/);
      await poll(() => page.locator('td a.square').count()).toBe(RUNS);
      await poll(() => squares('running')).toBeGreaterThan(0);
      await poll(() => squares('grokked', 'not-grokked')).toBeGreaterThan(0);
      await poll(() => squares('grokked', 'not-grokked')).toBe(RUNS);
      const { points } = await real.host.lab.request('sweeps.get', { sweep: 1 });
      expect(points.map(({ changes, seed }) => [changes['optimizer.weightDecay'], seed])).toEqual(
        SEEDS.flatMap((seed) => DECAYS.map((decay) => [decay, seed])),
      );
      expect(points.every(({ status, step }) => status === 'finished' && step === STEPS)).toBe(true);
      expect(errors).toEqual([]);
    },
    3 * PATIENCE,
  );

  const secondSetting = () => page.locator('label', { hasText: /^\s*and\s/ }).locator('select');
  const groupRows = () => page.getByRole('table', { name: 'Grokking time per group' }).locator('tbody tr');

  it(
    'opens in Explore and is grouped in another way',
    async () => {
      await button('Explore').click();
      await page.waitForURL(/#\/explore\?sweep=1/);
      await poll(() => groupRows().count()).toBe(DECAYS.length);
      // In one column the numbers lie below all figures, and are as high as they need to be.
      const wide = page.viewportSize();
      await page.setViewportSize({ width: 800, height: 900 });
      const numbers = page.getByRole('region', { name: 'Groups in numbers' });
      expect(await numbers.evaluate((region) => region.scrollHeight - region.clientHeight)).toBe(0);
      if (wide) await page.setViewportSize(wide);
      await secondSetting().selectOption('seed');
      await poll(address).toContain('by=optimizer.weightDecay,seed');
      await poll(() => groupRows().count()).toBe(RUNS);
      await secondSetting().selectOption('');
      await button('What counts').click();
      await page.getByLabel('reached by').selectOption('train/accuracy');
      await page.keyboard.press('Escape');
      await poll(() => groupRows().count()).toBe(DECAYS.length);
      await page.getByText(/train\/accuracy at each run's own threshold/).waitFor();
      expect(errors).toEqual([]);
    },
    2 * PATIENCE,
  );

  it(
    'saves a figure as a picture, and its numbers as the store has them',
    async () => {
      const fromMenu = (item: string) =>
        download(page, async () => {
          await button('Grokking time by setting: export').click();
          await button(item).click();
        });
      const { width, height, bytes } = pngSize((await fromMenu('Save PNG')).content);
      expect(Math.min(width / 1000, height / 500, bytes / 5000)).toBeGreaterThanOrEqual(1);

      const [head, ...rows] = csvRows((await fromMenu('Save CSV')).content);
      expect(head?.slice(0, 7)).toEqual([
        ...['optimizer.weightDecay', 'kind', 'run', 'name', 'outcome', 'step', 'low'],
      ]);
      const drawn = rows.filter((row) => row[1] === 'run').map((row) => row.slice(0, 7));
      const ids = Array.from({ length: RUNS }, (_, i) => i + 1);
      const stored = storedRows(real.storeFile, ids);
      const expected = await Promise.all(ids.map(async (run) => asDrawn(run, await decayOf(run), stored)));
      expect(drawn.sort((a, b) => Number(a[2]) - Number(b[2]))).toEqual(expected);
      // Both kinds are there, or the comparison would say little.
      expect(new Set(expected.map((row) => row[4]))).toEqual(new Set(['event', 'censored']));
      expect(errors).toEqual([]);
    },
    2 * PATIENCE,
  );

  async function decayOf(run: number): Promise<number> {
    const { config } = (await real.host.lab.request('runs.get', { run })).run;
    return valueAt(config, 'optimizer.weightDecay') as number;
  }
}

/** A run's row by hand: the first evaluation at 99 % of train accuracy and the one before it, or its last step. */
function asDrawn(run: number, decay: number, stored: readonly SeriesRow[]): string[] {
  const accuracy = stored.filter((row) => row.run === run && row.metric === 'train/accuracy');
  const at = accuracy.findIndex(({ value }) => value >= 0.99);
  const [before, reached] = [accuracy[at - 1], accuracy[at]];
  const row = [String(decay), 'run', String(run), `quick-start-${run}`];
  if (!reached || !before) return [...row, 'censored', String(STEPS), String(STEPS)];
  return [...row, 'event', String(reached.step), String(before.step)];
}

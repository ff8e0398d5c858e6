/** @file Runs of other programs, brought in from the page: chosen, sent in pieces, read, refused, recognised, and marked. */
import { expect, it } from 'vitest';
import { LONGEST_NAME } from '../../../src-main/contract/values/run-limits.ts';
import { ALL_RUNS } from '../../../src-main/contract/wire/requests.ts';
import { PIECE_BYTES } from '../../../src-main/contract/wire/upload-requests.ts';
import { complaints } from '../axe-complaints.ts';
import { button, errors, onOnePage, page, real } from './one-page.ts';
import { poll } from './poll.ts';
import { PATIENCE } from './real-lab.ts';

/** Memorised at step 20 000, generalised at 60 000; longer than one piece. */
const rows = Array.from({ length: 40_000 }, (_, i) => {
  const step = 2 * (i + 1);
  return `${step},${step >= 20_000 ? 1 : 0.25},${step >= 60_000 ? 1 : 0.125},"a note"`;
});
const TABLE = ['step,train_acc,top1,note', ...rows, ''].join('\n');

export function testImports(): void {
  onOnePage('#/runs');

  const choose = (...files: [string, string][]) =>
    page
      .getByLabel('files')
      .setInputFiles(
        files.map(([name, text]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })),
      );

  it(
    'a file that is not right is refused on the first page, by its name, line and what to do, and nothing comes',
    async () => {
      await button('Import runs…').click();
      expect(await button('Import').isDisabled()).toBe(true);
      await choose(['bad.csv', 'step,val_acc\n1,0.5\n2,fast\n']);
      await button('Import').click();
      const alert = page.getByRole('alert');
      await alert.getByText("import: bad.csv, line 3: column 'val_acc' holds 'fast'").waitFor();
      expect(await complaints(page)).toEqual([]);
      expect(await alert.textContent()).not.toContain(real.storeFile);
      expect((await real.host.lab.request('runs.list', ALL_RUNS)).total).toBe(0);
      expect(errors.splice(0).join()).toContain('400');
      // Chosen again, corrected or not, it is a change: the browser must not know its path any more.
      const asked = page.waitForEvent('filechooser');
      await page.getByLabel('files').click();
      await asked;
      expect(await page.getByLabel('files').inputValue()).toBe('');
      expect(await button('Import').isDisabled()).toBe(true);
    },
    2 * PATIENCE,
  );

  it(
    'a table of several pieces is a run with its settings, and stands in the table with its mark',
    async () => {
      expect(TABLE.length).toBeGreaterThan(1.5 * PIECE_BYTES);
      await choose(['their run.csv', TABLE]);
      await page.getByLabel('metrics').fill('top1=val/accuracy');
      await page.getByLabel('known settings').fill('optimizer.weightDecay=0.5\nseed=4');
      await page.getByLabel('name', { exact: true }).fill('as they had it');
      await page.getByLabel('tags', { exact: true }).fill('theirs paper');
      await button('Import').click();
      await page.getByText('top1 as val/accuracy, train_acc as train/accuracy; not taken: note').waitFor();
      expect(await complaints(page)).toEqual([]);
      await button('Done').click();
      const row = page.getByRole('row', { name: /as they had it/ });
      await row.getByText('foreign', { exact: true }).first().waitFor();
      expect(await row.getByTitle('From their run.csv, trained by another program').count()).toBe(1);
      const { run } = await real.host.lab.request('runs.get', { run: 1 });
      expect(run).toMatchObject({
        ...{ name: 'as they had it', tags: ['theirs', 'paper'] },
        ...{ point1: { step: 20_000 }, point2: { step: 60_000 }, progress: { step: 80_000 } },
        config: { seed: 4, optimizer: { weightDecay: 0.5 } },
      });
      expect(errors).toEqual([]);
    },
    2 * PATIENCE,
  );

  it(
    'the same again is said to be there, until it is wanted all the same; charts of one run come as one',
    async () => {
      await button('Import runs…').click();
      await choose(['renamed.csv', TABLE]);
      await button('Import').click();
      await page.getByText('renamed.csv holds run 1 (renamed), which is there already.').waitFor();
      await button('Import again all the same').click();
      await page.getByText('renamed of renamed.csv is run 2').waitFor();
      await choose(['t.csv', 'Step,w - train_acc\n1,0.5\n'], ['v.csv', 'Step,w - val_acc\n2,0.5\n']);
      await button('Import').click();
      await page.getByText('w of t.csv, v.csv is run 3').waitFor();
      expect(errors).toEqual([]);
      await choose(['e.csv', 'step,val_acc\n1,0.1\n'], ['f.csv', 'step,val_acc\n1,0.2\n']);
      const name = page.getByLabel('name', { exact: true });
      await name.fill('n'.repeat(LONGEST_NAME));
      await name.press('End');
      await name.pressSequentially('too much');
      expect(await name.inputValue()).toBe('n'.repeat(LONGEST_NAME));
      await button('Import').click();
      const refusal = page.getByRole('alert').getByText('there are 2; leave it out, and name each of them');
      expect(await refusal.textContent()).not.toContain('groklab');
      expect(errors.splice(0).join()).toContain('400');
      await button('Close').click();
      await poll(() => page.getByTitle(/trained by another program/).count()).toBe(3);
      expect(errors).toEqual([]);
    },
    2 * PATIENCE,
  );

  it(
    'the page of such a run says where it comes from, and offers nothing that only a run of this lab can do',
    async () => {
      await page.getByRole('link', { name: 'as they had it', exact: true }).click();
      await page.getByRole('heading', { name: 'as they had it' }).waitFor();
      await page.getByText('Environment', { exact: true }).click();
      await page.getByRole('cell', { name: 'their run.csv' }).waitFor();
      const said = await page.locator('header [aria-live=polite]').textContent();
      expect(said).toMatch(/^foreign, memorised at 20\s000, generalised at 60\s000/);
      expect(await page.getByText('Repeat it').count()).toBe(0);
      expect(await page.getByText(/\d s trained$/).count()).toBe(0);
      expect(errors).toEqual([]);
    },
    2 * PATIENCE,
  );
}

/** @file What a person does from the first click to a curve, and with the form. */
import { describe, expect, it } from 'vitest';
import type { FakeLab } from '../../helpers/fake-lab.ts';
import { address, button, open, page, pass } from './one-page.ts';

declare const window: { fakeLab: FakeLab };

export function testFirstRun(): void {
  describe('from the first click to a curve', () => {
    it('starts a run from the welcome page and shows it growing', async () => {
      await open('empty', '#/runs', { stopped: true });
      await button(/Watch a network grok/).click();
      await page.waitForURL(/#\/run\/1/);
      await pass(0);
      await pass(2);
      await page.getByText(/step 800 of 4/).waitFor();
      await pass(10);
      await page
        .getByText(/generalised at/)
        .first()
        .waitFor();
      expect(await page.locator('[data-chart]').count()).toBe(6);
    });

    it('pauses, survives a reload, and resumes', async () => {
      await open('some', '#/run/15', { stopped: true });
      await button('Pause').click();
      await page.getByText('paused', { exact: true }).first().waitFor();
      await button('Resume').click();
      await page.getByText('queued', { exact: true }).first().waitFor();
    });

    it('makes a second run with another weight decay through the form', async () => {
      await open('some', '#/run/4', { stopped: true });
      await button('Duplicate').click();
      await page.waitForURL(/#\/new\/test-2022/);
      await page.getByLabel(/^weight decay/).fill('0.25');
      await page.getByText('differs from the paper').first().waitFor();
      await expect.poll(() => decodeURIComponent(address())).toContain('set=optimizer.weightDecay=0.25');
      await button('Start run').click();
      await page.waitForURL(/#\/run\/18/);
      const config = await page.evaluate(
        () => window.fakeLab.runs.get(18)?.record.config.optimizer.weightDecay,
      );
      expect(config).toBe(0.25);
    });
  });

  describe('the form', () => {
    it('says beside the field what is wrong and starts nothing', async () => {
      await open('some', '#/new/test-2022%2Faddition', { stopped: true });
      await page.getByLabel(/^train fraction/).fill('1.5');
      await page.getByText('Expected a number above 0 and below 1, got 1.5.').waitFor();
      expect(await button('Start run').isDisabled()).toBe(true);
      await button('Set train fraction back to 0.4').click();
      expect(await page.getByLabel(/^train fraction/).inputValue()).toBe('0.4');
      expect(await button('Start run').isEnabled()).toBe(true);
    });

    it('shows what the lab itself objects to', async () => {
      await open('some', '#/new/test-2024%2Fdivision?set=task.modulus%3D98', { stopped: true });
      await page.getByText(/98 is not a prime/).waitFor();
      expect(await button('Start run').isDisabled()).toBe(true);
    });

    it('changes its fields with the kind of optimizer, and keeps what was typed over a reload', async () => {
      await open('some', '#/new/test-2022%2Faddition', { stopped: true });
      await page.getByLabel(/^optimizer kind/).selectOption('sgd');
      await page.getByLabel(/^momentum/).fill('0.5');
      expect(await page.getByLabel(/^epsilon/).count()).toBe(0);
      await page.reload();
      expect(await page.getByLabel(/^momentum/).inputValue()).toBe('0.5');
    });

    it('tells how long it will take', async () => {
      await open('some', '#/new/quick-start', { stopped: true });
      await page.getByText('1 min 7 s').waitFor();
    });
  });
}

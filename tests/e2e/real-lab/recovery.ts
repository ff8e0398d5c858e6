/** @file The host goes away in the middle of a run and comes back: the page goes on by itself, and what it has drawn is
 *  the store's series, without a hole and without a step twice. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunId } from '../../../src-main/contract/values/run-record.ts';
import { RESUMABLE } from '../../../src-main/contract/values/run-record.ts';
import type { Lab } from '../../../src-main/lab/lab.ts';
import { download } from '../download.ts';
import { drawnPoints, storedRows, type DrawnPoint } from './saved-files.ts';
import { PATIENCE, runIn, smallOrder, startRealLab, type Host, type RealLab } from './real-lab.ts';
import { poll } from './poll.ts';

export function testRecovery(): void {
  let real: RealLab;

  beforeAll(async () => void (real = await startRealLab()), 3 * PATIENCE);
  afterAll(() => real.close(), PATIENCE);

  /** Metrics with the chart and the line that show them. */
  const SHOWN = [
    ['train/accuracy', 'Accuracy', 'train accuracy'],
    ['val/accuracy', 'Accuracy', 'validation accuracy'],
    ['train/loss', 'Loss', 'train loss'],
    ['val/loss', 'Loss', 'validation loss'],
    ['weights/norm', 'Weight norm', 'weight norm'],
  ] as const;

  async function drawn(page: Page, chart: string): Promise<DrawnPoint[]> {
    const { content } = await download(page, async () => {
      await page.getByRole('button', { name: `${chart}: axes and export` }).click();
      await page.getByRole('button', { name: 'Save CSV of what is drawn' }).click();
    });
    return drawnPoints(content);
  }

  async function furthest(page: Page): Promise<number> {
    return Math.max(-1, ...(await drawn(page, 'Accuracy')).map(({ step }) => step));
  }

  const lastStored = (run: RunId) => Math.max(...storedRows(real.storeFile, [run]).map(({ step }) => step));

  async function expectAsStored(page: Page, run: RunId): Promise<void> {
    const stored = storedRows(real.storeFile, [run]);
    for (const [metric, chart, label] of SHOWN) {
      const line = (await drawn(page, chart)).filter(({ series }) => series === label);
      const points = line.map(({ step, seconds, value }) => ({ run, metric, step, seconds, value }));
      expect(points.length, label).toBeGreaterThan(10);
      expect(points, label).toEqual(stored.filter((row) => row.metric === metric));
    }
  }

  /** How the host goes, and the lab that the next one serves where the old one is still there. */
  const ENDS: readonly [string, (host: Host) => Promise<Lab | undefined>][] = [
    [
      'the host alone, while the run goes on',
      async ({ server, lab }) => {
        await server.close();
        return lab;
      },
    ],
    [
      'host and lab, in order',
      async ({ server, lab }) => {
        await Promise.all([server.close(), lab.close()]);
        return undefined;
      },
    ],
    [
      'host and lab, at once and without a last checkpoint',
      async ({ server, lab }) => {
        await Promise.all([server.close(), lab.close(0)]);
        return undefined;
      },
    ],
  ];

  it.each(ENDS)(
    'catches up after the end of %s',
    async (_, end) => {
      const order = smallOrder({
        'budget.steps': 10_000_000,
        'evaluation.every': 50,
        'checkpoint.everySteps': 1000,
      });
      const { run } = await real.host.lab.request('runs.create', order);
      // On a linear axis as wide as this one, few enough points are left out nowhere.
      const { page } = await real.open(`#/run/${run.id}?x=linear`);
      await poll(() => furthest(page)).toBeGreaterThan(1200);

      const lab = await end(real.host);
      await page.getByText('The lab does not answer.').waitFor();
      const before = await furthest(page);

      const host = await real.start(lab);
      const { run: left } = await host.lab.request('runs.get', { run: run.id });
      if (RESUMABLE.has(left.status)) await host.lab.request('runs.resume', { runs: [run.id] });
      await page.getByText('The lab does not answer.').waitFor({ state: 'hidden' });
      await poll(() => furthest(page)).toBeGreaterThan(before + 500);

      await host.lab.request('runs.stop', { runs: [run.id] });
      await runIn(host.lab, run.id, 'stopped');
      await page.getByText('stopped', { exact: true }).first().waitFor();
      await poll(() => furthest(page)).toBe(lastStored(run.id));
      await expectAsStored(page, run.id);
      await page.context().close();
    },
    3 * PATIENCE,
  );
}

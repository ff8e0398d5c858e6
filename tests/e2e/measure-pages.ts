/** @file How quick the pages are with 2 000 runs and with 100 curves of 2 000 points: `node tests/e2e/measure-pages.ts`.
 *  The lab is in memory, so this times the pages alone. */
import type { Page } from 'playwright-core';
import { startHarness } from './harness.ts';

const harness = await startHarness('e2e-measure');

/** Milliseconds from a change of the address until the page has been painted with what is waited for. */
const timed = (page: Page, hash: string, selector: string) =>
  page.evaluate(
    async ([to, wanted]) => {
      const start = performance.now();
      location.hash = to as string;
      while (!document.querySelector(wanted as string)) await new Promise((r) => setTimeout(r));
      await new Promise((r) => requestAnimationFrame(() => setTimeout(r)));
      return performance.now() - start;
    },
    [hash, selector],
  );

const drawn = '[data-chart="val/accuracy"]:not(:has(.empty))';
const times: number[] = [];
for (let i = 0; i < 3; i++) {
  const { page } = await harness.open('hundred', '#/settings', {
    stopped: true,
    viewport: { width: 1600, height: 980 },
  });
  times.push(await timed(page, '#/compare?runs=1-100', drawn));
  if (i === 2) {
    const frames = await crosshair(page);
    console.log(`crosshair over 100 curves: ${frames.toFixed(0)} frames per second`);
    const redraws = await zoomRate(page);
    console.log(`wheel zoom of 2 charts with 100 curves: ${redraws.toFixed(1)} frames per second`);
    console.log(
      `grouped by all but the seed: ${(await timed(page, '#/compare?runs=1-100&by=all-but-seed', 'tr.group')).toFixed(0)} ms`,
    );
  }
  await page.context().close();
}
console.log(
  `100 curves of 2 000 points in Compare, first drawing: ${times.map((t) => t.toFixed(0)).join(', ')} ms`,
);

const { page } = await harness.open('many', '#/runs', {
  stopped: true,
  viewport: { width: 1600, height: 980 },
});
await page.locator('tbody tr[data-run]').first().waitFor();
for (const [what, hash] of [
  ['sort by a number', '#/runs?sort=point2'],
  ['sort by text and number', '#/runs?sort=differs,-point2'],
  ['filter by words', '#/runs?search=seed+7'],
  ['filter and sort', '#/runs?search=seed+7&sort=-delay'],
] as const) {
  const taken: number[] = [];
  for (let i = 0; i < 7; i++) {
    taken.push(await timed(page, hash, 'tbody tr[data-run]'));
    await timed(page, '#/runs', 'tbody tr[data-run]');
  }
  taken.sort((a, b) => a - b);
  console.log(`2 000 rows, ${what}: median ${taken[3]?.toFixed(0)} ms, worst ${taken[6]?.toFixed(0)} ms`);
}
await harness.close();

/** Moves the pointer once per frame and counts the frames. */
async function crosshair(page: Page): Promise<number> {
  return page.evaluate(async (frames) => {
    const plot = document.querySelector('[data-plot="val/accuracy"]') as HTMLElement;
    const box = plot.getBoundingClientRect();
    const start = performance.now();
    for (let i = 0; i < frames; i++) {
      const clientX = box.left + 80 + ((box.width - 160) * i) / frames;
      plot.dispatchEvent(
        new PointerEvent('pointermove', { clientX, clientY: box.top + 120 + (i % 60), bubbles: true }),
      );
      await new Promise((r) => requestAnimationFrame(r));
    }
    return (1000 * frames) / (performance.now() - start);
  }, 120);
}

async function zoomRate(page: Page): Promise<number> {
  return page.evaluate(async (frames) => {
    const plot = document.querySelector('[data-plot="val/accuracy"]') as HTMLElement;
    const box = plot.getBoundingClientRect();
    const start = performance.now();
    for (let i = 0; i < frames; i++) {
      const deltaY = i < frames / 2 ? -40 : 40;
      plot.dispatchEvent(
        new WheelEvent('wheel', {
          deltaY,
          clientX: box.left + 400,
          clientY: box.top + 120,
          bubbles: true,
          cancelable: true,
        }),
      );
      await new Promise((r) => requestAnimationFrame(r));
    }
    return (1000 * frames) / (performance.now() - start);
  }, 40);
}

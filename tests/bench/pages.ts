/** @file How quick the app is with a full store, in a real browser over the real host: 2 000 runs in the table and 100
 *  curves of 2 000 points in Compare. Prints JSON: `node tests/bench/pages.ts`. Beside each time stands what the page's
 *  main thread worked in it, which other programs on the machine do not lengthen. */
import { availableParallelism, cpus, loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { ensureBuilt } from '../../src-main/cli/ensure-built.ts';
import type { Evaluation } from '../../src-main/contract/values/evaluation-points.ts';
import { quickStart } from '../../src-main/experiments/quick-start.ts';
import { packageRoot } from '../../src-main/lab/package-root.ts';
import { openStore } from '../../src-main/store/open-store.ts';
import type { RunSummary } from '../../src-main/store/store.ts';
import { closeBrowser, startRealLab } from '../e2e/real-lab/real-lab.ts';

const RUNS = 2000;
const CURVES = 100;
const POINTS = 2000;
const EVERY = 10;
const REPEATS = 5;
/** What a page still does after it is there must not be counted to the next. */
const REST_MS = 1500;
const COMPARE = `#/compare?runs=1-${CURVES}`;
const DRAWN = '[data-chart]:not(:has(.empty))';
const STEPS = POINTS * EVERY;

ensureBuilt(packageRoot(), console.error);
const real = await startRealLab(fill);
try {
  const size = { width: 1600, height: 980 };
  const { page } = await real.open('#/settings', { viewport: size });
  const cpu = await cpuClock(page);
  const timed = async (work: () => Promise<number>): Promise<Timing> => {
    const before = await cpu();
    const ms = await work();
    return { ms, cpuMs: (await cpu()) - before };
  };
  const drawing: Timing[] = [];
  for (let i = 0; i < REPEATS; i++) {
    await go(page, '#/new', 'h1');
    await page.waitForTimeout(REST_MS);
    drawing.push(await timed(() => go(page, COMPARE, DRAWN)));
  }
  const reloading: Timing[] = [];
  for (let i = 0; i < REPEATS; i++) {
    // The page's own clock starts anew with it.
    const ms = await reload(page, DRAWN);
    reloading.push({ ms, cpuMs: await cpu() });
  }
  const before = await cpu();
  const crosshair = await moveCrosshair(page, 3000);
  const crosshairCpu = (await cpu()) - before;
  await go(page, '#/runs', 'tbody tr[data-run]');
  const sort: Timing[] = [];
  const filter: Timing[] = [];
  for (let i = 0; i < REPEATS; i++) {
    for (const column of ['generalised', 'name']) sort.push(await timed(() => sortBy(page, column)));
    for (const words of [`seed-${i + 3} rate`, '']) filter.push(await timed(() => filterBy(page, words)));
  }
  const report = {
    runs: RUNS,
    curves: CURVES,
    pointsPerCurve: POINTS,
    firstDrawingMs: summary(drawing),
    /** From a press of F5 in Compare: page, table of runs and curves. */
    reloadedDrawingMs: summary(reloading),
    crosshair: {
      framesPerSecond: Number(((1000 * crosshair.frames) / crosshair.ms).toFixed(1)),
      cpuMsPerFrame: Number((crosshairCpu / crosshair.frames).toFixed(1)),
    },
    sortMs: summary(sort),
    filterMs: summary(filter),
    machine: `${cpus()[0]?.model}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}`,
  };
  console.log(JSON.stringify(report, null, 2));
} finally {
  await real.close();
  await closeBrowser();
}

interface Timing {
  readonly ms: number;
  readonly cpuMs: number;
}

function summary(timings: readonly Timing[]) {
  const median = (times: number[]) => Math.round(times.sort((a, b) => a - b)[times.length >> 1] ?? 0);
  const times = timings.map(({ ms }) => ms);
  return {
    first: Math.round(times[0] ?? 0),
    worst: Math.round(Math.max(...times)),
    median: median(times),
    medianCpu: median(timings.map(({ cpuMs }) => cpuMs)),
  };
}

/** Tells the milliseconds that the page's main thread has worked so far. */
async function cpuClock(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  };
}

/** Made-up runs that grok at different times. The first ones have curves. */
function fill(storeFile: string): void {
  const { writer, close } = openStore(storeFile);
  const { config, id: experiment } = quickStart;
  for (let n = 0; n < RUNS; n++) {
    const learningRate = 1e-3 * (1 + (n % 17));
    const { id } = writer.insertRun({
      uid: `bench-${n}`,
      name: `seed-${n % 50} rate ${n % 17} run ${n}`,
      experiment,
      config: { ...config, seed: n % 50, optimizer: { ...config.optimizer, learningRate } },
      configHash: `${n}`,
      engine: 'onnx-cpu',
      threads: 1,
      tags: [`batch-${n % 7}`],
      createdAt: Date.now() - n * 60_000,
    });
    const grokked = 400 + ((n * 7919) % 15_000);
    writer.appendEvaluations(id, evaluations(n < CURVES ? POINTS : 3, grokked), outcome(grokked));
    writer.updateRun(id, { status: 'finished' });
  }
  close();
}

function evaluations(points: number, grokked: number): Evaluation[] {
  return Array.from({ length: points }, (_, i) => {
    const step = i * EVERY;
    const memorised = 1 / (1 + Math.exp((100 - step) / 30));
    const generalised = 1 / (1 + Math.exp((grokked - step) / 200));
    const noise = 0.01 * Math.sin(step * grokked);
    const values = {
      'train/accuracy': memorised,
      'val/accuracy': Math.min(1, Math.max(0, generalised + noise)),
      'train/loss': 4 * (1.001 - memorised),
      'val/loss': 6 * (1.001 - generalised) + Math.abs(noise),
    };
    return { step, seconds: step / 200, values };
  });
}

function outcome(grokked: number): RunSummary {
  return {
    progress: { step: STEPS, steps: STEPS, seconds: STEPS / 200, stepsPerSecond: 0, secondsLeft: null },
    point1: { step: 100, after: 90 },
    point2: { step: grokked, after: grokked - EVERY },
    relapses: 0,
  };
}

/** Milliseconds from a new address until what is waited for has been painted. */
function go(page: Page, hash: string, selector: string): Promise<number> {
  return page.evaluate(
    async ([to = '', wanted = '']) => {
      const start = performance.now();
      location.hash = to;
      while (location.hash !== to || !document.querySelector(`main ${wanted}`)) {
        await new Promise((next) => setTimeout(next));
      }
      // The chart draws in the first frame; after the second it has been painted.
      await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
      return performance.now() - start;
    },
    [hash, selector],
  );
}

/** Milliseconds from the start of a reload until what is waited for has been painted. */
async function reload(page: Page, selector: string): Promise<number> {
  await page.reload();
  return page.evaluate(async (wanted) => {
    while (!document.querySelector(`main ${wanted}`)) await new Promise((next) => setTimeout(next));
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    return performance.now();
  }, selector);
}

interface Frames {
  readonly frames: number;
  readonly ms: number;
}

/** Frames painted while the pointer moves over a chart a little in each. */
async function moveCrosshair(page: Page, milliseconds: number): Promise<Frames> {
  const frames = await page.locator('[data-plot]').first().evaluate(moveOver, milliseconds);
  if (frames === null) throw new Error('there was no crosshair');
  return frames;
}

/** Runs in the page. */
async function moveOver(plot: Element, milliseconds: number): Promise<Frames | null> {
  const box = plot.getBoundingClientRect();
  const start = performance.now();
  let frames = 0;
  let seen = false;
  while (performance.now() - start < milliseconds) {
    const along = 0.2 + 0.3 * (1 + Math.sin(frames / 20));
    plot.dispatchEvent(
      new PointerEvent('pointermove', {
        clientX: box.left + along * box.width,
        clientY: box.top + (0.3 + 0.2 * Math.sin(frames / 7)) * box.height,
        bubbles: true,
      }),
    );
    await new Promise((next) => requestAnimationFrame(next));
    seen ||= plot.querySelector('.line') !== null;
    frames++;
  }
  return seen ? { frames, ms: performance.now() - start } : null;
}

/** Milliseconds from a click on a column's head until the rows have been painted in another order. */
function sortBy(page: Page, column: string): Promise<number> {
  const head = page.locator('thead').getByRole('button', { name: new RegExp(`^${column}`) });
  return head.first().evaluate(async (button) => {
    const rows = () => [...document.querySelectorAll('tbody a')].map((link) => link.textContent).join();
    const before = rows();
    const start = performance.now();
    (button as HTMLElement).click();
    while (rows() === before) await new Promise((next) => setTimeout(next));
    await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
    return performance.now() - start;
  });
}

/** Milliseconds from a changed search until the rows that it finds have been painted. */
function filterBy(page: Page, words: string): Promise<number> {
  return page.locator('[data-search]').evaluate(async (element, text) => {
    const rows = () => document.querySelector('main table')?.getAttribute('aria-rowcount');
    const before = rows();
    const start = performance.now();
    (element as HTMLInputElement).value = text;
    element.dispatchEvent(new Event('input', { bubbles: true }));
    while (rows() === before) await new Promise((next) => setTimeout(next));
    await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
    return performance.now() - start;
  }, words);
}

/** @file The README's pictures, of real runs: `node tests/e2e/readme-pictures.ts STORE RUN RUNS`.
 *  STORE is a store file (its path is in the pictures), RUN the run to show, RUNS the ones to compare, such as `1,4,5`. */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { launchBrowser } from './browser.ts';

const [store, run, runs] = process.argv.slice(2);
if (!store || !run || !runs) throw new Error('readme-pictures.ts STORE RUN RUNS');
const root = resolve(import.meta.dirname, '../..');
const folder = resolve(root, 'resources/pictures');
const WIDTH = 1600;
const VIEWS = [
  { name: 'runs', hash: '#/runs', theme: 'light', height: 480 },
  { name: 'run', hash: `#/run/${run}`, theme: 'light', height: 700 },
  {
    name: 'explore',
    hash: `#/explore?sweep=all&by=optimizer.weightDecay&filter=${encodeURIComponent('experiment = quick-start')}`,
    theme: 'light',
    height: 820,
  },
  { name: 'compare', hash: `#/compare?runs=${runs}&by=all-but-seed`, theme: 'dark', height: 540 },
] as const;

await mkdir(folder, { recursive: true });
const served = spawn(process.execPath, ['src-main/cli/main.ts', 'serve', '--no-open', '--db', store], {
  cwd: root,
});
try {
  const address = await firstAddress();
  const browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: WIDTH, height: 700 } });
  const page = await context.newPage();
  await page.goto(address);
  for (const { name, hash, theme, height } of VIEWS) {
    await page.setViewportSize({ width: WIDTH, height });
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(new URL(`/${hash}`, address).href);
    await page.waitForTimeout(2500);
    await page.screenshot({ path: `${folder}/${name}.png` });
    console.log(name);
  }
  await browser.close();
} finally {
  served.kill('SIGINT');
}

/** The address that the command prints on a line of its own. */
async function firstAddress(): Promise<string> {
  for await (const line of createInterface({ input: served.stdout })) {
    const url = /^https?:\/\/\S+$/.exec(line.trim())?.[0];
    if (url) return url;
  }
  throw new Error('groklab serve ended without an address');
}

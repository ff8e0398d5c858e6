/** @file Pictures of every page in both themes and two widths, to be looked at: `node tests/e2e/take-screenshots.ts`. */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { BUILT_FAKE_APP } from '../helpers/built.ts';
import { buildFakeApp } from './build-fake-app.ts';
import { startHarness } from './harness.ts';
import type { Scenario } from '../helpers/fake-lab-scenarios.ts';

const VIEWS: readonly { name: string; scenario: Scenario; hash: string; at?: string }[] = [
  { name: 'welcome', scenario: 'empty', hash: '#/runs' },
  { name: 'runs', scenario: 'some', hash: '#/runs?selected=1-3' },
  { name: 'runs-sweeps', scenario: 'sweeps', hash: '#/runs' },
  { name: 'gallery', scenario: 'some', hash: '#/new' },
  {
    name: 'form',
    scenario: 'some',
    hash: '#/new/test-2022%2Faddition?set=optimizer.weightDecay%3D0.5&set=model.width%3D130',
  },
  { name: 'run', scenario: 'some', hash: '#/run/5' },
  { name: 'run-live', scenario: 'some', hash: '#/run/15' },
  { name: 'compare', scenario: 'some', hash: '#/compare?runs=1,4,7,10' },
  {
    name: 'compare-groups',
    scenario: 'some',
    hash: '#/compare?runs=1-9&by=all-but-seed&metrics=val/accuracy,train/accuracy,val/loss,weights/norm',
  },
  { name: 'sweeps', scenario: 'sweeps', hash: '#/sweeps' },
  { name: 'sweep', scenario: 'sweeps', hash: '#/sweep/1' },
  { name: 'sweep-seeds', scenario: 'sweeps', hash: '#/sweep/2' },
  { name: 'explore', scenario: 'sweeps', hash: '#/explore?sweep=1' },
  {
    name: 'explore-one',
    scenario: 'sweeps',
    hash: '#/explore?sweep=1&by=optimizer.weightDecay&colour=phase&within=8000',
  },
  { name: 'queue', scenario: 'sweeps', hash: '#/queue' },
  {
    name: 'form-sweep',
    scenario: 'sweeps',
    hash: '#/new/test-2022%2Faddition?sweep=1&axis=optimizer.weightDecay%3D0.1..10%20log%205&axis=model.width%3D64,130&seeds=1-4',
  },
  {
    name: 'form-search',
    scenario: 'sweeps',
    hash: '#/new/test-2022%2Faddition?sweep=1&axis=optimizer.weightDecay%3D0.1..10%20log&seeds=1-4&find=1',
  },
  { name: 'bin', scenario: 'some', hash: '#/runs?bin=1' },
  { name: 'settings', scenario: 'some', hash: '#/settings' },
  { name: 'settings-engines', scenario: 'sweeps', hash: '#/settings', at: '#speed' },
];

const only = process.argv[2];
const folder = resolve(import.meta.dirname, '../output/screenshots');
await mkdir(folder, { recursive: true });
await buildFakeApp(BUILT_FAKE_APP);
const harness = await startHarness();
for (const { name, scenario, hash, at } of VIEWS) {
  if (only && !name.includes(only)) continue;
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1000, 1600]) {
      const { page, errors } = await harness.open(scenario, hash, {
        colorScheme,
        viewport: { width, height: width === 1000 ? 760 : 980 },
      });
      if (at) await page.locator(at).evaluate((part) => part.scrollIntoView());
      await page.waitForTimeout(900);
      await page.screenshot({ path: `${folder}/${name}-${colorScheme}-${width}.png` });
      for (const error of errors) console.error(`${name} ${colorScheme} ${width}: ${error}`);
      await page.context().close();
    }
  }
  console.log(name);
}
await harness.close();
await rm(dirname(BUILT_FAKE_APP), { recursive: true });

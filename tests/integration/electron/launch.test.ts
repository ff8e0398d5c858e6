/** @file The real Electron, where its binary is: the window opens, its page is confined, and it talks to a real lab. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron as electron, type ElectronApplication } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isBuildOf } from '../../../src-main/cli/build-state.ts';
import { lookForElectron } from '../../../src-main/cli/electron-binary.ts';
import { unless, type Obstacle } from '../../helpers/unless.ts';

const root = resolve(import.meta.dirname, '../../..');
const search = lookForElectron({
  packageFolder: join(root, 'node_modules/electron'),
  env: process.env,
  platform: process.platform,
  silenceMs: 0,
  say: () => {},
});
const built = isBuildOf(root, join(root, 'out'));

function findObstacle(): Obstacle {
  const launched = 'the real Electron is not launched';
  if (search === undefined) return `${launched}: its binary has not been fetched (npx install-electron)`;
  if (search.found === undefined) return `${launched}: ${search.reason}`;
  return built ? '' : `${launched}: the app is not built, or not of these sources (npm run build)`;
}

describe('the real app', unless(findObstacle()), () => {
  let app: ElectronApplication;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'groklab-launch-'));
    // Chromium's sandbox refuses to run as root, as in most containers.
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    app = await electron.launch({
      executablePath: search?.found as string,
      args: [root, `--user-data-dir=${folder}`, ...asRoot],
      env: { ...(process.env as Record<string, string>), GROKLAB_DB: join(folder, 'lab.db') },
    });
  });
  afterAll(() => app?.close());

  it('opens its page', async () => {
    const page = await app.firstWindow();
    await page.waitForLoadState();
    expect(page.url()).toMatch(/^app:\/\/lab\//);
    expect(await page.title()).toContain('Grokking Lab');
  });

  it('gives the page the lab and nothing of Node', async () => {
    const page = await app.firstWindow();
    const seen = await page.evaluate(async () => {
      const { lab } = globalThis as unknown as {
        lab: { request(name: string, params: object): Promise<unknown> };
      };
      const globals = ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis);
      return { globals, keys: Object.keys(lab), answer: await lab.request('lab.status', {}) };
    });
    expect(seen).toMatchObject({
      globals: [],
      keys: ['request', 'on'],
      answer: { ok: true, value: { running: 0 } },
    });
  });

  it('runs an experiment in a utility process and tells the page', async () => {
    const page = await app.firstWindow();
    const status = await page.evaluate(async () => {
      type Lab = {
        request(name: string, params: object): Promise<{ value: { run: { id: number } } }>;
        on(name: string, listener: (payload: { run: { status: string } }) => void): () => void;
      };
      const { lab } = globalThis as unknown as { lab: Lab };
      const finished = new Promise<string>((resolve) => {
        lab.on('run.changed', ({ run }) => {
          if (['finished', 'failed'].includes(run.status)) resolve(run.status);
        });
      });
      const changes = { 'budget.steps': 20 };
      await lab.request('runs.create', {
        experiment: 'quick-start',
        changes,
        name: '',
        tags: [],
        engine: 'onnx-cpu',
        threads: 1,
      });
      return finished;
    });
    expect(status).toBe('finished');
  }, 60_000);

  it('leaves the app for no address', async () => {
    const page = await app.firstWindow();
    const before = page.url();
    await page.evaluate(() => {
      location.href = 'https://example.org/';
      open('http://example.org/');
    });
    await page.waitForTimeout(500);
    expect(page.url()).toBe(before);
    expect(app.windows()).toHaveLength(1);
  });
});

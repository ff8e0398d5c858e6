/** @file Serves the built pages over the fake lab with the hosts' content policy, and opens a headless browser. */
import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { mediaType, pageFile, pageHeaders } from '../../src-main/contract/wire/page-files.ts';
import { BUILT_FAKE_APP } from '../helpers/built.ts';
import type { Scenario } from '../helpers/fake-lab-scenarios.ts';
import { launchBrowser } from './browser.ts';

export interface Harness {
  readonly browser: Browser;
  readonly origin: string;
  /** A page in a window of its own on that scenario; errors of the page are kept in `errors`. */
  open(scenario: Scenario, hash: string, options?: OpenOptions): Promise<{ page: Page; errors: string[] }>;
  close(): Promise<void>;
}

export interface OpenOptions extends BrowserContextOptions {
  /** Lets no time pass in the lab unless the test does. */
  readonly stopped?: boolean;
}

export async function startHarness(): Promise<Harness> {
  const server = await serve(BUILT_FAKE_APP);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await launchBrowser();
  // An empty page that stays: this build of Chromium may end when the last one is closed.
  await browser.newPage();
  return {
    browser,
    origin,
    open: async (scenario, hash, { stopped = false, ...options } = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      await page.goto(`${origin}/?scenario=${scenario}${stopped ? '&clock=stopped' : ''}${hash}`);
      await page.waitForSelector('main h1');
      return { page, errors };
    },
    close: async () => {
      await browser.close();
      await new Promise((done) => server.close(done));
    },
  };
}

async function serve(folder: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const file = pageFile(new URL(request.url ?? '/', 'http://localhost').pathname);
    try {
      const path = file?.path ?? '';
      const body = await readFile(join(folder, path));
      response.writeHead(200, { ...pageHeaders([]), 'Content-Type': mediaType(path) }).end(body);
    } catch {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is no such file.');
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

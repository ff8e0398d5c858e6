/** @file The app as somebody in front of a browser has it: the built pages, the browser host, a lab on a store in a
 *  temporary folder, and real workers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  ConsoleMessage,
  Locator,
  Page,
} from 'playwright-core';
import type { RunRecord, RunStatus } from '../../../src-main/contract/values/run-record.ts';
import type { RunOrder } from '../../../src-main/contract/wire/requests.ts';
import { startServer, type RunningServer } from '../../../src-main/headless/server.ts';
import { createLab } from '../../../src-main/lab/create-lab.ts';
import type { Lab } from '../../../src-main/lab/lab.ts';
import { forkWorkers } from '../../../src-main/lab/worker-process.ts';
import { BUILT_PAGES, BUILT_WORKER } from '../../helpers/built.ts';
import { launchBrowser } from '../browser.ts';

/** Pages and workers share the machine with other tests, so nothing here is expected soon. */
export const PATIENCE = 120_000;
const SESSION = 'the-session-that-open-pages-keep-over-a-restart';

export interface Host {
  readonly lab: Lab;
  readonly server: RunningServer;
}

export interface OpenedPage {
  readonly page: Page;
  /** What the page or the browser complained about. */
  readonly errors: string[];
}

export interface RealLab {
  readonly storeFile: string;
  /** The host that was started last. */
  readonly host: Host;
  /**
   * Starts a host; again on the same port and with the same session once there was one.
   * @param lab one that is still up; left out, a new one on the same store
   */
  start(lab?: Lab): Promise<Host>;
  /** A page in a window of its own, entered through the address with the token. */
  open(hash: string, options?: BrowserContextOptions): Promise<OpenedPage>;
  /** Ends pages, host and lab, and removes the folder. */
  close(): Promise<void>;
}

let browser: Promise<Browser> | undefined;

/** The browser is started for the first lab and kept for the others.
 *  @param fill makes what is in the store before there is a lab */
export async function startRealLab(fill?: (storeFile: string) => void): Promise<RealLab> {
  const opened = await (browser ??= launchBrowser());
  const folder = mkdtempSync(join(tmpdir(), 'groklab-e2e-'));
  const storeFile = join(folder, 'lab.db');
  fill?.(storeFile);
  const spawn = forkWorkers({ entry: BUILT_WORKER });
  const newLab = () => createLab({ storeFile, spawn, listen: false });
  const serve = async (lab: Lab, port: number): Promise<Host> => {
    return { lab, server: await startServer({ lab, port, rendererFolder: BUILT_PAGES, session: SESSION }) };
  };

  const contexts: BrowserContext[] = [];
  let host = await serve(await newLab(), 0);
  const { port } = host.server;
  return {
    storeFile,
    get host() {
      return host;
    },
    start: async (lab) => (host = await serve(lab ?? (await newLab()), port)),
    open: async (hash, options = {}) => {
      const context = await opened.newContext({ viewport: { width: 1280, height: 860 }, ...options });
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE);
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !isRefusedForm(message)) errors.push(message.text());
      });
      await page.goto(host.server.url);
      await page.waitForSelector('main h1');
      await page.goto(`http://127.0.0.1:${port}/${hash}`);
      await page.waitForSelector('main h1');
      return { page, errors };
    },
    close: async () => {
      await Promise.all(contexts.map((context) => context.close()));
      await host.server.close();
      await host.lab.close(0);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** While a number is typed, it is at times one that the lab does not accept; the form says so, and so does the browser. */
const isRefusedForm = (message: ConsoleMessage) =>
  message.location().url.endsWith('/api/request/experiments.preview');

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

/** Settings of quick-start with which a step takes a fraction of a millisecond. */
export const SMALL = {
  'task.modulus': 13,
  'model.width': 16,
  'model.heads': 2,
  'model.mlpWidth': 32,
  'batch.size': 32,
  'evaluation.every': 10,
} as const;

export function smallOrder(changes: RunOrder['changes'] = {}): RunOrder {
  return {
    experiment: 'quick-start',
    changes: { ...SMALL, 'budget.steps': 1500, ...changes },
    name: '',
    tags: [],
    engine: 'onnx-cpu',
    threads: 1,
  };
}

/** Waits until the lab says that of the run. */
export async function runWhen(
  lab: Lab,
  id: number,
  condition: (run: RunRecord) => boolean,
): Promise<RunRecord> {
  for (;;) {
    const { run } = await lab.request('runs.get', { run: id });
    if (condition(run)) return run;
    if (run.status === 'failed') throw new Error(`the run failed: ${run.reason}`);
    await sleep(100);
  }
}

export const runIn = (lab: Lab, id: number, status: RunStatus): Promise<RunRecord> =>
  runWhen(lab, id, (run) => run.status === status);

/** Presses Tab until the control has the focus, as somebody without a mouse gets there. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  const MOST = 250;
  await control.waitFor();
  for (let presses = 0; presses < MOST; presses++) {
    if (await control.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${control}`);
}

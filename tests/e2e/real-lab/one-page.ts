/** @file One page over one real lab, for tests of which each goes on where the one before it ended. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { inOrder } from './poll.ts';
import { PATIENCE, startRealLab, type RealLab } from './real-lab.ts';

export let real: RealLab;
export let page: Page;
/** What the page or the browser complained about. */
export let errors: string[];

/** For the tests of the `describe` that calls it: a lab with nothing in it, and a page of it at that address. */
export function onOnePage(hash: string): void {
  inOrder();
  beforeAll(async () => {
    real = await startRealLab();
    ({ page, errors } = await real.open(hash));
  }, 3 * PATIENCE);
  afterAll(() => real.close(), PATIENCE);
}

export const button = (name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
export const address = () => decodeURIComponent(new URL(page.url()).hash);

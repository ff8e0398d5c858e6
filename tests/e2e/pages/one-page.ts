/** @file The page that a test looks at, over a lab in memory. Browser and build are shared by all tests of a file. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { FakeLab } from '../../helpers/fake-lab.ts';
import type { Scenario } from '../../helpers/fake-lab-scenarios.ts';
import { startHarness, type Harness, type OpenOptions } from '../harness.ts';

declare const window: { fakeLab: FakeLab };

let harness: Harness;
let errors: string[];
export let page: Page;

/** To be called once in a test file. No page of any of its tests may have complained about anything. */
export function openPagesInABrowser(): void {
  beforeAll(async () => {
    harness = await startHarness();
  }, 120_000);
  afterAll(() => harness.close());
  afterEach(async () => {
    expect(errors).toEqual([]);
    await page.context().close();
  });
}

export async function open(scenario: Scenario, hash: string, options: OpenOptions = {}): Promise<void> {
  ({ page, errors } = await harness.open(scenario, hash, options));
}

export const button = (name: string | RegExp) => page.getByRole('button', { name });
export const address = () => new URL(page.url()).hash;
/** Lets time pass in the lab. */
export const pass = (seconds: number) => page.evaluate((s) => window.fakeLab.pass(s), seconds);

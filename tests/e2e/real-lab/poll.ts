/** @file Waiting for what a page or the lab will show, and tests that build on each other. */
import { beforeEach, expect } from 'vitest';
import { PATIENCE } from './real-lab.ts';

/** Reads until what is expected is there. */
export const poll = <T>(read: () => T) => expect.poll(read, { timeout: PATIENCE, interval: 200 });

/** For tests of which each goes on where the one before it ended: after a failure the rest is left out. */
export function inOrder(): void {
  let failed = false;
  beforeEach((context) => {
    if (failed) context.skip('an earlier step failed');
    context.onTestFailed(() => void (failed = true));
  });
}

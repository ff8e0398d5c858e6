/** @file Waiting for what a page or the lab will show. */
import { expect } from 'vitest';
import { PATIENCE } from './real-lab.ts';

/** Reads until what is expected is there. */
export const poll = <T>(read: () => T) => expect.poll(read, { timeout: PATIENCE, interval: 200 });

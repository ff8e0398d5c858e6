/** @file How much people may write, and how much they may ask for: the contract checks it, commands and forms say it. */
import { z } from 'zod';

export const LONGEST_NAME = 200;
/** Of the id of an experiment. */
export const LONGEST_EXPERIMENT = 200;
export const LONGEST_TAG = 100;
export const MOST_TAGS = 50;
export const LONGEST_NOTE = 100_000;
/** Runs or sweeps of one answer: more than a store is expected to hold. */
export const MOST_LISTED = 100_000;
/** Threads of one run, or of all together. */
export const MOST_THREADS = 256;
/** Runs at a time. */
export const MOST_AT_ONCE = 256;

export const tagList = z.array(z.string().min(1).max(LONGEST_TAG)).max(MOST_TAGS);
export const threadCount = z.int().min(1).max(MOST_THREADS);
export const runsAtOnce = z.int().min(1).max(MOST_AT_ONCE);

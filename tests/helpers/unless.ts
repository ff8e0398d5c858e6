/** @file Tests that not every machine can run. Each says what is in the way, and the summary counts them by that. */
import { inject, type TestOptions } from 'vitest';
import type { EngineId } from '../../src-main/contract/values/engine-id.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** Why the test is left out, as a part of a sentence. */
    skippedBecause?: string;
  }
}

/** What is in the way of a test; empty where nothing is. */
export type Obstacle = string;

/** Options of a test, or of a `describe` for all in it: leaves them out where there is an obstacle. */
export function unless(obstacle: Obstacle): TestOptions {
  return obstacle === '' ? {} : { skip: true, meta: { skippedBecause: obstacle } };
}

/** For what is about signals, rights of files or scripts that are run by their first line. */
export const onWindows: Obstacle = process.platform === 'win32' ? 'this is Windows' : '';

export const outsideOfLinux: Obstacle = process.platform === 'linux' ? '' : 'this is not Linux';

export const asRoot: Obstacle = process.getuid?.() === 0 ? 'this is root, who may write anywhere' : '';

export const withoutEngine = (engine: EngineId): Obstacle => inject('engineObstacles')[engine] ?? '';

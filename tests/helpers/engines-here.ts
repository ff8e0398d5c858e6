/** @file The engines that tests of all engines run on: those that work on this machine. */
import { inject } from 'vitest';
import type { EngineId } from '../../src-main/contract/values/engine-id.ts';

export const ENGINES_HERE: readonly EngineId[] = inject('engines');
export const hasEngine = (engine: EngineId): boolean => ENGINES_HERE.includes(engine);

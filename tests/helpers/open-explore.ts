/** @file Explore as its page has it, over the invented lab with sweeps, on invented time. */
import { vi } from 'vitest';
import type { GrokTimes } from '../../src-main/contract/wire/grok-times.ts';
import { createAppState, type AppState } from '../../src-renderer/app-state.ts';
import { Exploration } from '../../src-renderer/explore/exploration.svelte.ts';
import { SCENARIOS } from './fake-lab-scenarios.ts';
import type { FakeLab } from './fake-lab.ts';
import { aWindow } from './fake-lab-window.ts';

export const DECAY = 'optimizer.weightDecay';
export const RATE = 'optimizer.learningRate';

const INK = {
  text: 'text',
  muted: 'muted',
  grid: 'grid',
  ground: 'ground',
  shade: 'shade',
  runs: ['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6'],
};
export const SIZE = { ink: INK, width: 700, height: 400 };

export interface OpenExplore {
  readonly lab: FakeLab;
  readonly state: AppState;
  readonly exploration: Exploration;
}

/** The sweep of two settings; the caller puts real time back. */
export async function openExplore(): Promise<OpenExplore> {
  vi.useFakeTimers();
  const lab = SCENARIOS.sweeps();
  const state = createAppState(lab, aWindow('#/explore?sweep=1'));
  state.start();
  await vi.advanceTimersByTimeAsync(50);
  return { lab, state, exploration: new Exploration(state) };
}

/** What it shows once the lab has answered. */
export async function shownBy(exploration: Exploration): Promise<GrokTimes> {
  exploration.follow();
  await vi.advanceTimersByTimeAsync(50);
  return exploration.times as GrokTimes;
}

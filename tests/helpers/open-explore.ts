/** @file Explore as its page has it, over the invented lab with sweeps, on invented time. */
import { beforeEach, vi } from 'vitest';
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

/** The page of the test that runs. */
export interface ExploreHere {
  readonly lab: FakeLab;
  readonly state: AppState;
  readonly exploration: Exploration;
  /** What it shows once the lab has answered. */
  shown(): Promise<GrokTimes>;
}

/** Opens the sweep of two settings before each test, on invented time, and puts real time back after it. */
export function exploreBeforeEach(): ExploreHere {
  const here = {} as { -readonly [K in keyof ExploreHere]: ExploreHere[K] };
  here.shown = () => shownBy(here.exploration);
  beforeEach(async () => {
    vi.useFakeTimers();
    here.lab = SCENARIOS.sweeps();
    here.state = createAppState(here.lab, aWindow('#/explore?sweep=1'));
    here.state.start();
    await vi.advanceTimersByTimeAsync(50);
    here.exploration = new Exploration(here.state);
    return () => vi.useRealTimers();
  });
  return here;
}

/** What an exploration shows once the lab has answered. */
export async function shownBy(exploration: Exploration): Promise<GrokTimes> {
  exploration.follow();
  await vi.advanceTimersByTimeAsync(50);
  return exploration.times as GrokTimes;
}

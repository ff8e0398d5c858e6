import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COLOURS,
  MOST_STROKES,
  strokeOf,
  strokeOfRun,
  strokesOfRuns,
} from '../../../../src-renderer/charts/strokes.ts';
import { contrast, difference, EYES } from '../../../helpers/colour-vision.ts';

const css = readFileSync(resolve(import.meta.dirname, '../../../../src-renderer/styles/theme.css'), 'utf8');
const [light = '', dark = ''] = css.split("\n[data-theme='dark']");
const THEMES = [light, dark].map((part) => {
  const colour = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(part)?.[1] ?? '';
  return {
    ground: colour('ground'),
    runs: Array.from({ length: COLOURS }, (_, i) => colour(`run-${i}`)),
  };
});

describe.each(['light', 'dark'])('the colours of runs in the %s theme', (name) => {
  const { ground, runs } = THEMES[name === 'light' ? 0 : 1] as (typeof THEMES)[number];

  it('stand out from the ground', () => {
    for (const colour of runs) expect(contrast(colour, ground)).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.entries(EYES))('are told apart by eyes with %s', (_, eyes) => {
    const pairs = runs.flatMap((a, i) => runs.slice(i + 1).map((b) => [a, b] as const));
    expect(pairs).toHaveLength((COLOURS * (COLOURS - 1)) / 2);
    for (const [a, b] of pairs)
      expect(difference(a, b, eyes), `${a} and ${b}`).toBeGreaterThan(
        eyes === EYES['all cones'] ? 0.15 : 0.08,
      );
  });
});

describe('strokes of runs in one chart', () => {
  const ALL = MOST_STROKES;
  const ids = (most: number) => fc.uniqueArray(fc.integer({ min: 1, max: 5000 }), { maxLength: most });

  it('are all different, whichever runs are chosen', () => {
    fc.assert(
      fc.property(ids(ALL), (runs) => {
        const strokes = [...strokesOfRuns(runs).values()];
        expect(new Set(strokes.map(({ colour, dash }) => `${colour} ${dash}`)).size).toBe(runs.length);
      }),
    );
    expect(ALL).toBeGreaterThan(16);
  });

  it('have each a colour of its own while there are as many: runs 1, 8 and 15 are of one colour elsewhere', () => {
    expect(new Set([1, 8, 15].map((run) => strokeOfRun(run).colour)).size).toBe(1);
    fc.assert(
      fc.property(ids(COLOURS), (runs) => {
        const strokes = [...strokesOfRuns(runs).values()];
        expect(new Set(strokes.map(({ colour }) => colour)).size).toBe(runs.length);
      }),
    );
  });

  it('are the runs’ own where they can be, and stay when a run is added', () => {
    const runs = [9, 3, 12, 6];
    expect([...strokesOfRuns(runs)]).toEqual(runs.map((run) => [run, strokeOfRun(run)]));
    fc.assert(
      fc.property(ids(ALL), (many) => {
        const all = [...strokesOfRuns(many)];
        expect([...strokesOfRuns(many.slice(0, -1))]).toEqual(all.slice(0, -1));
      }),
    );
  });

  it('stay whichever runs come or go, also with a smaller number', () => {
    const alone = strokesOfRuns([10]);
    const both = strokesOfRuns([3, 10], alone);
    expect(strokeOfRun(3).colour).toBe(strokeOfRun(10).colour);
    expect(both.get(10)).toEqual(alone.get(10));
    expect(both.get(3)?.colour).not.toBe(alone.get(10)?.colour);
    fc.assert(
      fc.property(fc.array(ids(ALL), { minLength: 2, maxLength: 5 }), (choices) => {
        let before: ReturnType<typeof strokesOfRuns> = new Map();
        for (const runs of choices) {
          const now = strokesOfRuns(runs, before);
          for (const run of runs) if (before.has(run)) expect(now.get(run)).toEqual(before.get(run));
          expect(new Set([...now.values()].map((stroke) => JSON.stringify(stroke))).size).toBe(runs.length);
          expect(strokesOfRuns(runs, now)).toEqual(now);
          before = now;
        }
      }),
    );
  });

  it('that had to be alike among many differ again once there is room', () => {
    const many = Array.from({ length: 2 * ALL }, (_, i) => i + 1);
    const crowded = strokesOfRuns(many);
    expect(strokesOfRuns([...many, 500], crowded).get(2 * ALL)).toEqual(crowded.get(2 * ALL));
    const few = [1, 2, ALL + 1, ALL + 2];
    const strokes = [...strokesOfRuns(few, crowded).values()];
    expect(new Set(strokes.map((stroke) => JSON.stringify(stroke))).size).toBe(few.length);
  });

  it('of more runs than there are strokes are used evenly', () => {
    const runs = Array.from({ length: 2 * ALL }, (_, i) => i + 1);
    const counts = Map.groupBy(strokesOfRuns(runs).values(), ({ colour, dash }) => `${colour} ${dash}`);
    expect([...counts.values()].map(({ length }) => length)).toEqual(Array(ALL).fill(2));
  });

  it('of groups differ too, one after the other', () => {
    const groups = Array.from({ length: ALL }, (_, i) => JSON.stringify(strokeOf(i)));
    expect(new Set(groups).size).toBe(ALL);
  });
});

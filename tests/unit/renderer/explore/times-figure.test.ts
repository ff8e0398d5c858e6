import { describe, expect, it } from 'vitest';
import type { GrokTimes } from '../../../../src-main/contract/wire/grok-times.ts';
import { timesFigure } from '../../../../src-renderer/explore/times-figure.ts';
import { DECAY, RATE, SIZE, exploreBeforeEach } from '../../../helpers/open-explore.ts';

const here = exploreBeforeEach();

describe('the figure of times', () => {
  it('has a mark for every run that is an observation, each leading to its run', async () => {
    const times = await here.shown();
    const { marks } = timesFigure(times, { x: 'log', y: 'log' }, SIZE);
    const seen = times.points.filter(({ time }) => time !== null).map(({ run }) => run);
    expect(marks.flatMap(({ run }) => run ?? [])).toEqual(seen);
    expect(marks.every(({ x, y }) => x > 40 && x < 700 && y >= 0 && y < 400)).toBe(true);
  });

  it('draws runs without the event hollow at their last step, and says so', async () => {
    here.state.router.set({ by: DECAY });
    const times = await here.shown();
    const censored = times.points.filter(({ outcome }) => outcome === 'censored');
    expect(censored.length).toBeGreaterThan(0);
    const { shapes, marks } = timesFigure(times, { x: 'log', y: 'log' }, SIZE);
    const rings = shapes.filter((shape) => shape.kind === 'area' && shape.colour === 'ground');
    expect(rings.length).toBe(censored.length + 1); // and the sample of the legend
    const own = marks.find(({ run }) => run === censored[0]?.run);
    expect(own?.label).toContain('not by 12\u202f000 steps');
  });

  it('has a bar per median, between the ends of its interval', async () => {
    here.state.router.set({ by: DECAY });
    const times = await here.shown();
    const { marks } = timesFigure(times, { x: 'log', y: 'log' }, SIZE);
    const medians = marks.filter(({ run }) => run === null);
    expect(medians).toHaveLength(times.groups.filter(({ median }) => median !== null).length);
    // More weight decay, earlier: lower in the figure.
    const heights = medians.map(({ y }) => y);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
  });

  it('draws the interval of a median where the table has one, and none for one run alone', async () => {
    here.state.router.set({ by: `${DECAY},seed`, filter: `${RATE} = 0.001` });
    const alone = await here.shown();
    expect(alone.groups.every(({ n }) => n === 1)).toBe(true);
    const upright = (of: GrokTimes) => {
      const { shapes } = timesFigure(of, { x: 'log', y: 'log' }, SIZE);
      const lines = shapes.flatMap((shape) =>
        shape.kind === 'line' && shape.colour.startsWith('r') ? [[...shape.points]] : [],
      );
      return lines.filter(
        ([x0 = 0, y0 = 0, x1, y1 = 0, ...more]) => x0 === x1 && y0 > y1 + 8 && !more.length,
      );
    };
    const said = (of: GrokTimes) =>
      timesFigure(of, { x: 'log', y: 'log' }, SIZE).marks.map(({ label }) => label);
    expect(upright(alone)).toEqual([]);
    expect(said(alone).filter((label) => label.includes('median'))[0]).toContain(
      ', no interval, 1 of 1 runs',
    );
    here.state.router.set({ by: DECAY, filter: '' });
    const several = await here.shown();
    const withOne = several.groups.filter(
      ({ median, low, high }) => median !== null && (low ?? high) !== null,
    );
    expect(withOne.length).toBeGreaterThan(0);
    expect(upright(several)).toHaveLength(withOne.length);
  });

  it('keeps 0 on a logarithmic axis, and words side by side', async () => {
    const times = await here.shown();
    const zero = {
      ...times,
      groups: times.groups.map((group, i) =>
        i < 3 ? { ...group, values: [0, group.values[1] ?? null] } : group,
      ),
    };
    const words = {
      ...times,
      groups: times.groups.map((group) => ({
        ...group,
        values: [`w${group.values[0]}`, group.values[1] ?? null],
      })),
    };
    for (const one of [zero, words]) {
      const { marks } = timesFigure(one, { x: 'log', y: 'log' }, SIZE);
      expect(marks.every(({ x, y }) => Number.isFinite(x + y))).toBe(true);
    }
  });
});

describe('the figure of times with a group whose setting nobody knows', () => {
  /** The groups of the sweep by weight decay, and the last one of them once more as one that is not known. */
  async function withUnknown(): Promise<GrokTimes> {
    here.state.router.set({ by: DECAY });
    const times = await here.shown();
    const last = times.groups.length - 1;
    const group = times.groups[last] as GrokTimes['groups'][number];
    const moved = times.points.map((point, i) => (i % 9 === 0 ? { ...point, group: last + 1 } : point));
    return {
      ...times,
      groups: [...times.groups, { ...group, values: ['not known'], unknown: true }],
      points: moved,
    };
  }

  it('keeps the axis of numbers and has that group beside it, named, with all its runs', async () => {
    const times = await withUnknown();
    const { shapes, marks } = timesFigure(times, { x: 'linear', y: 'log' }, SIZE);
    const at = (value: string) => marks.find(({ label }) => label.startsWith(`λ = ${value}: `))?.x ?? NaN;
    expect((at('3') - at('1')) / (at('0.3') - at('0.1'))).toBeCloseTo(10, 5);
    const texts = shapes.flatMap((shape) => (shape.kind === 'text' ? [shape] : []));
    const title = texts.find(({ text }) => text === 'not known');
    expect(title?.x).toBe(at('not known'));
    const axisEnd = Math.max(...texts.filter(({ text }) => text === '3').map(({ x }) => x));
    const unknown = times.points.filter(
      ({ group, time }) => group === times.groups.length - 1 && time !== null,
    );
    for (const { run } of unknown) {
      const x = marks.find((mark) => mark.run === run)?.x ?? NaN;
      expect(x).toBeGreaterThan(axisEnd + 10);
      expect(x).toBeLessThan(SIZE.width);
    }
    expect(unknown.length).toBeGreaterThan(0);
  });

  it('joins no median to that of the group, and has no such place without it', async () => {
    const times = await withUnknown();
    const scales = { x: 'log', y: 'log' } as const;
    const trend = (of: GrokTimes) =>
      timesFigure(of, scales, SIZE).shapes.flatMap((shape) =>
        shape.kind === 'line' && shape.alpha === 0.7 ? [shape.points.length / 2] : [],
      );
    const medians = times.groups.filter(({ median, unknown }) => median !== null && !unknown).length;
    expect(trend(times)).toEqual([medians]);
    const known = {
      ...times,
      groups: times.groups.slice(0, -1),
      points: times.points.filter(({ group }) => group < 4),
    };
    const texts = timesFigure(known, scales, SIZE).shapes.map((shape) =>
      shape.kind === 'text' ? shape.text : '',
    );
    expect(texts).not.toContain('not known');
  });
});

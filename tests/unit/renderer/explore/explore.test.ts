import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { GrokTimes } from '../../../../src-main/contract/wire/grok-times.ts';
import { createAppState, type AppState } from '../../../../src-renderer/app-state.ts';
import { Exploration } from '../../../../src-renderer/explore/exploration.svelte.ts';
import { heatCsv, survivalCsv, timesCsv } from '../../../../src-renderer/explore/figure-csv.ts';
import {
  figuresOf,
  logRankWords,
  nothingWords,
  observedWords,
} from '../../../../src-renderer/explore/figures.ts';
import { groupLabel, groupStrokes, valuesOf } from '../../../../src-renderer/explore/group-names.ts';
import { heatFigure, strengthOf } from '../../../../src-renderer/explore/heat-figure.ts';
import { corners, survivalFigure } from '../../../../src-renderer/explore/survival-figure.ts';
import { timesFigure } from '../../../../src-renderer/explore/times-figure.ts';
import { SCENARIOS } from '../../../helpers/fake-lab-scenarios.ts';
import type { FakeLab } from '../../../helpers/fake-lab.ts';
import { aWindow } from '../../../helpers/fake-lab-window.ts';

const DECAY = 'optimizer.weightDecay';
const RATE = 'optimizer.learningRate';
const INK = {
  text: 'text',
  muted: 'muted',
  grid: 'grid',
  ground: 'ground',
  shade: 'shade',
  runs: ['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6'],
};
const SIZE = { ink: INK, width: 700, height: 400 };

let lab: FakeLab;
let state: AppState;
let exploration: Exploration;

async function shown(): Promise<GrokTimes> {
  exploration.follow();
  await vi.advanceTimersByTimeAsync(50);
  return exploration.times as GrokTimes;
}

beforeEach(async () => {
  vi.useFakeTimers();
  lab = SCENARIOS.sweeps();
  state = createAppState(lab, aWindow('#/explore?sweep=1'));
  state.start();
  await vi.advanceTimersByTimeAsync(50);
  exploration = new Exploration(state);
  return () => vi.useRealTimers();
});

describe('what is explored', () => {
  it('is the sweep of the address by its first two settings', async () => {
    const times = await shown();
    expect(times.by).toEqual([DECAY, RATE]);
    expect(times.groups.map(({ n }) => n).reduce((a, b) => a + b)).toBe(36);
    expect(valuesOf(times, 0)).toEqual([0.1, 0.3, 1, 3]);
  });

  it('is the newest sweep without an address, and all runs when asked for', async () => {
    state.router.set({ sweep: '' });
    expect(exploration.sweep?.name).toBe('more-seeds');
    exploration.chooseSweep('all');
    const times = await shown();
    expect(exploration.sweep).toBeNull();
    expect(times.points).toHaveLength(48);
  });

  it('is nothing where the sweep of the address is not there, until one is chosen that is', async () => {
    await shown();
    exploration.chooseSweep('99');
    expect(await shown()).toBeNull();
    expect(exploration).toMatchObject({ missing: '99', figures: [] });
    exploration.chooseSweep('1');
    expect((await shown()).points).toHaveLength(36);
    expect(exploration.missing).toBeNull();
    exploration.chooseSweep('all');
    expect(exploration.missing).toBeNull();
  });

  it.each([
    ['5', { before: '', after: '5', missing: '5' }],
    ['1', { before: '', after: '1', missing: null }],
    ['', { before: '', after: '2', missing: null }],
    ['all', { before: 'all', after: 'all', missing: null }],
  ])('says that the sweep %j is missing only once the sweeps are here', async (asked, said) => {
    const fresh = createAppState(lab, aWindow(`#/explore?sweep=${asked}`));
    const early = new Exploration(fresh);
    expect(early).toMatchObject({ missing: null, shownSweep: said.before });
    fresh.start();
    await vi.advanceTimersByTimeAsync(50);
    expect(early).toMatchObject({ missing: said.missing, shownSweep: said.after });
  });

  it('takes the runs that a filter lets through, and keeps what it has while the filter cannot be read', async () => {
    exploration.choose('filter', `${DECAY} >= 1 and not seed = 3`);
    const times = await shown();
    expect(valuesOf(times, 0)).toEqual([1, 3]);
    expect(times.points).toHaveLength(12);
    exploration.choose('filter', `${DECAY} >= `);
    expect(await shown()).toBe(times);
    expect(exploration.filterError).toMatchObject({ code: 'bad-request' });
  });

  it('offers the settings of runs too that were there before their sweep', async () => {
    exploration.chooseSweep('2');
    await shown();
    expect(exploration.choices).not.toContain(RATE);
    const own = (await lab.request('sweeps.get', { sweep: 2 })).points;
    const others = (await lab.request('sweeps.get', { sweep: 1 })).points;
    const points = [...own, ...others].map((point) => ({ ...point, reused: !own.includes(point) }));
    const { sweep } = await lab.request('sweeps.get', { sweep: 2 });
    const ask = lab.request.bind(lab);
    vi.spyOn(lab, 'request').mockImplementation(((name: 'sweeps.get', params: never) =>
      name === 'sweeps.get' ? Promise.resolve({ sweep, points }) : ask(name, params)) as typeof lab.request);
    exploration = new Exploration(state);
    await shown();
    expect(exploration.choices).toContain(RATE);
  });

  it('changes its groups, in the address', async () => {
    exploration.chooseBy(1, '');
    expect((await shown()).groups.map(({ values }) => values)).toEqual([[0.1], [0.3], [1], [3]]);
    exploration.chooseBy(0, '');
    expect(state.router.get('by')).toBe('none');
    expect((await shown()).groups).toHaveLength(1);
    exploration.chooseBy(0, 'seed');
    expect((await shown()).groups.map(({ n }) => n)).toEqual([12, 12, 12]);
  });

  it('offers the settings in which its runs differ', () => {
    expect(exploration.choices).toEqual([DECAY, RATE, 'seed']);
  });

  it('gives a loss a threshold, for it has none of its own', async () => {
    exploration.chooseMetric('val/loss');
    expect(exploration.definition).toMatchObject({ metric: 'val/loss', threshold: 0.1 });
    await shown();
    expect(exploration.error).toBeNull();
    exploration.chooseMetric('points');
    expect(state.router.get('threshold')).toBe('');
  });

  it('says what the lab refuses in place of old numbers', async () => {
    await shown();
    exploration.choose('threshold', '7');
    await shown();
    expect(exploration.times).toBeNull();
    expect(String(exploration.error)).toContain('threshold');
  });

  it('is read again while its runs go on, not at every change', async () => {
    await shown();
    const readings = () => lab.requests.filter(({ name }) => name === 'grokTimes.read').length;
    for (let i = 0; i < 5; i++) {
      lab.pass(0.5);
      exploration.follow();
    }
    expect(readings()).toBe(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(readings()).toBe(2);
  });
});

describe('the figure of times', () => {
  it('has a mark for every run that is an observation, each leading to its run', async () => {
    const times = await shown();
    const { marks } = timesFigure(times, { x: 'log', y: 'log' }, SIZE);
    const seen = times.points.filter(({ time }) => time !== null).map(({ run }) => run);
    expect(marks.flatMap(({ run }) => run ?? [])).toEqual(seen);
    expect(marks.every(({ x, y }) => x > 40 && x < 700 && y >= 0 && y < 400)).toBe(true);
  });

  it('draws runs without the event hollow at their last step, and says so', async () => {
    state.router.set({ by: DECAY });
    const times = await shown();
    const censored = times.points.filter(({ outcome }) => outcome === 'censored');
    expect(censored.length).toBeGreaterThan(0);
    const { shapes, marks } = timesFigure(times, { x: 'log', y: 'log' }, SIZE);
    const rings = shapes.filter((shape) => shape.kind === 'area' && shape.colour === 'ground');
    expect(rings.length).toBe(censored.length + 1); // and the sample of the legend
    const own = marks.find(({ run }) => run === censored[0]?.run);
    expect(own?.label).toContain('not by 12\u202f000 steps');
  });

  it('has a bar per median, between the ends of its interval', async () => {
    state.router.set({ by: DECAY });
    const times = await shown();
    const { marks } = timesFigure(times, { x: 'log', y: 'log' }, SIZE);
    const medians = marks.filter(({ run }) => run === null);
    expect(medians).toHaveLength(times.groups.filter(({ median }) => median !== null).length);
    // More weight decay, earlier: lower in the figure.
    const heights = medians.map(({ y }) => y);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
  });

  it('draws the interval of a median where the table has one, and none for one run alone', async () => {
    state.router.set({ by: `${DECAY},seed`, filter: `${RATE} = 0.001` });
    const alone = await shown();
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
    state.router.set({ by: DECAY, filter: '' });
    const several = await shown();
    const withOne = several.groups.filter(
      ({ median, low, high }) => median !== null && (low ?? high) !== null,
    );
    expect(withOne.length).toBeGreaterThan(0);
    expect(upright(several)).toHaveLength(withOne.length);
  });

  it('keeps 0 on a logarithmic axis, and words side by side', async () => {
    const times = await shown();
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
    state.router.set({ by: DECAY });
    const times = await shown();
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

describe('survival curves', () => {
  it('go down from 1 at each event and end where the last run was seen', async () => {
    state.router.set({ by: DECAY });
    const times = await shown();
    for (const group of times.groups) {
      const own = corners(group, 10);
      expect(own[0]).toEqual({ time: 10, survival: 1, low: 1, high: 1 });
      const shares = own.map(({ survival }) => survival);
      expect(shares).toEqual([...shares].sort((a, b) => b - a));
      expect(own.at(-1)?.time).toBe(Math.max(...group.curve.time));
    }
    const { marks } = survivalFigure(times, 'log', SIZE);
    expect(marks.every(({ x, y }) => Number.isFinite(x + y))).toBe(true);
  });

  it('say how many groups their legend has no room for', async () => {
    const times = await shown();
    const many = { ...times, groups: [...times.groups, ...times.groups, ...times.groups] };
    const labels = survivalFigure(many, 'log', SIZE).shapes.flatMap((shape) =>
      shape.kind === 'text' && /^λ|^and/.test(shape.text) ? [shape.text] : [],
    );
    expect(labels.at(-1)).toBe(`and ${many.groups.length - labels.length + 1} more`);
    expect(labels.length).toBeLessThan(many.groups.length);
  });

  it('say how many groups the test counts, where it leaves some out', async () => {
    const times = await shown();
    const logRank = { statistic: 9, df: 3, p: 0.03, observed: [], expected: [] };
    const words = (n: number) => logRankWords({ logRank, groups: times.groups.slice(0, n) });
    expect(words(4)).toContain('3 df, p');
    expect(words(6)).toContain('3 df (4 of 6 groups), p');
  });

  it('say why their groups are not compared', async () => {
    const times = await shown();
    const words = (change: Partial<GrokTimes['groups'][number]>, groups = times.groups) =>
      logRankWords({ logRank: null, groups: groups.map((group) => ({ ...group, ...change })) });
    expect(words({}, times.groups.slice(0, 1))).toBe('There are no two groups to compare.');
    expect(words({ events: 0 })).toBe('No run has grokked, so groups cannot be compared.');
    expect(words({})).toContain('no two of them were watched while runs grokked');
  });
});

describe('the heat map', () => {
  it('has a cell per pair of values, stronger for longer', async () => {
    const times = await shown();
    expect(heatFigure(times, 'median', SIZE).marks).toHaveLength(12);
    const strength = strengthOf(times.groups);
    const medians = times.groups.flatMap(({ median }) => median ?? []);
    expect(strength(Math.min(...medians))).toBe(0);
    expect(strength(Math.max(...medians))).toBe(1);
  });

  it('names the phase of each cell', async () => {
    state.router.set({ colour: 'phase', within: '8000' });
    const times = await shown();
    const { shapes } = heatFigure(times, 'phase', SIZE);
    const texts = shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []));
    for (const { phase } of times.groups) expect(phase).not.toBeNull();
    expect(texts).toContain('grokking');
    expect(texts).toContain('grok');
  });

  it('is titled by the settings it has, and frames the cells that have no colour', async () => {
    const title = (times: GrokTimes) =>
      figuresOf(times, { scales: { x: 'log', y: 'log' }, colour: 'median' })[2]?.title;
    const times = await shown();
    expect(title(times)).toBe('Median per pair of settings');
    expect(title({ ...times, by: [DECAY] })).toBe('Median per setting');
    expect(title({ ...times, by: [] })).toBe('Median');
    const none = { ...times, groups: times.groups.map((group) => ({ ...group, median: null })) };
    const frames = heatFigure(none, 'median', SIZE).shapes.filter(
      (shape) => shape.kind === 'line' && shape.points.length === 10,
    );
    expect(frames).toHaveLength(12);
  });
});

describe('the data of the figures', () => {
  it('is what is drawn: runs, medians, curves, cells', async () => {
    const times = await shown();
    const rows = timesCsv(times).trimEnd().split('\n');
    expect(rows[0]).toBe(
      `${DECAY},${RATE},kind,run,name,outcome,step,low,high,n,events,failed,stopped,unstarted,unmemorised,unobserved,repeats`,
    );
    expect(rows.slice(1).filter((row) => row.includes(',run,'))).toHaveLength(36);
    expect(rows.filter((row) => row.includes(',median,'))).toHaveLength(12);
    const steps = times.groups.reduce((sum, { curve }) => sum + curve.time.length, 0);
    expect(survivalCsv(times).trimEnd().split('\n')).toHaveLength(steps + 1);
    expect(heatCsv(times).trimEnd().split('\n')).toHaveLength(13);
  });
});

describe('runs that are no observations', () => {
  it('are counted in words and in the data', async () => {
    const times = await shown();
    const [first, ...rest] = times.groups as [GrokTimes['groups'][number], ...GrokTimes['groups']];
    const odd = { ...times, groups: [{ ...first, unobserved: 2, repeats: 3 }, ...rest] };
    expect(observedWords(odd)).toMatch(/left out: 2 not observed, .*, 3 of a config and seed that another/);
    for (const csv of [timesCsv(odd), heatCsv(odd)]) {
      const [title = '', ...rows] = csv.trimEnd().split('\n');
      expect(title).toMatch(/,unobserved,repeats$/);
      expect(rows.filter((row) => row.endsWith(',2,3'))).toHaveLength(1);
    }
  });

  it('are named in the place of figures where there are no others, each for what it is', async () => {
    const times = await shown();
    const none = { n: 0, events: 0, censored: 0, provisional: 0 };
    const words = (...counts: Partial<GrokTimes['groups'][number]>[]) =>
      nothingWords({
        ...times,
        groups: counts.map((one, i) => ({
          ...(times.groups[i] as GrokTimes['groups'][number]),
          ...none,
          ...one,
        })),
      });
    expect(words()).toBe('no run here has made a step');
    expect(words({ unstarted: 2 }, { unstarted: 1 })).toBe('no run here has made a step');
    const unlogged = 'no run here that made a step has logged val/accuracy';
    expect(words({ unobserved: 2 }, { unstarted: 1 })).toBe(unlogged);
    expect(words({ failed: 2, unstarted: 1 }, { failed: 1, stopped: 4 })).toBe(
      'every run here is left out (3 failed, 4 stopped, 1 unstarted)',
    );
    expect(words({ unmemorised: 5 })).toBe('every run here is left out (5 unmemorised)');
    expect(words({ failed: 1, unobserved: 2 })).toBe(
      'every run here is left out (1 failed, 2 not observed, for the metric was never logged)',
    );
  });

  it('whose settings are not known are named so, and left out of the test aloud', async () => {
    const request = lab.request.bind(lab);
    vi.spyOn(lab, 'request').mockImplementation((async (name: 'grokTimes.read', params: never) => {
      const answer = await request(name, params);
      if (name !== 'grokTimes.read') return answer;
      const [first, ...rest] = answer.groups;
      return { ...answer, groups: [...rest, { ...first, values: [null, 0.001], unknown: true, n: 5 }] };
    }) as typeof lab.request);
    const times = await shown();
    const last = times.groups.at(-1);
    expect(groupLabel(times.by, last?.values ?? [])).toBe('λ = not known, η = 0.001');
    expect(logRankWords(times)).toContain('Left out of it: 5 whose settings are not known.');
    expect(timesCsv(times)).toContain('not known,0.001,median');
  });
});

describe('groups', () => {
  it('have names and strokes of their own', async () => {
    const times = await shown();
    expect(groupLabel(times.by, times.groups[0]?.values ?? [])).toBe('λ = 0.1, η = 0.0003');
    const strokes = groupStrokes(times).map(({ colour, dash }) => `${colour}/${dash}`);
    expect(new Set(strokes).size).toBe(12);
  });
});

import { render } from 'svelte/server';
import { describe, expect, it, vi } from 'vitest';
import type { GrokTimes } from '../../../../src-main/contract/wire/grok-times.ts';
import { heatCsv, survivalCsv, timesCsv } from '../../../../src-renderer/explore/figure-csv.ts';
import {
  figuresOf,
  logRankWords,
  nothingWords,
  observedWords,
} from '../../../../src-renderer/explore/figures.ts';
import GroupTable from '../../../../src-renderer/explore/GroupTable.svelte';
import { groupLabel, groupStrokes } from '../../../../src-renderer/explore/group-names.ts';
import { heatFigure, strengthOf } from '../../../../src-renderer/explore/heat-figure.ts';
import { corners, survivalFigure } from '../../../../src-renderer/explore/survival-figure.ts';
import { count } from '../../../../src-renderer/ui/format.ts';
import { DECAY, RATE, SIZE, exploreBeforeEach } from '../../../helpers/open-explore.ts';

const here = exploreBeforeEach();

describe('survival curves', () => {
  it('go down from 1 at each event and end where the last run was seen', async () => {
    here.state.router.set({ by: DECAY });
    const times = await here.shown();
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
    const times = await here.shown();
    const many = { ...times, groups: [...times.groups, ...times.groups, ...times.groups] };
    const labels = survivalFigure(many, 'log', SIZE).shapes.flatMap((shape) =>
      shape.kind === 'text' && /^λ|^and/.test(shape.text) ? [shape.text] : [],
    );
    expect(labels.at(-1)).toBe(`and ${many.groups.length - labels.length + 1} more`);
    expect(labels.length).toBeLessThan(many.groups.length);
  });

  it('say how many groups the test counts, where it leaves some out', async () => {
    const times = await here.shown();
    const logRank = { statistic: 9, df: 3, p: 0.03, observed: [], expected: [] };
    const words = (n: number) => logRankWords({ logRank, groups: times.groups.slice(0, n) });
    expect(words(4)).toContain('3 df, p');
    expect(words(6)).toContain('3 df (4 of 6 groups), p');
  });

  it('say why their groups are not compared', async () => {
    const times = await here.shown();
    const words = (change: Partial<GrokTimes['groups'][number]>, groups = times.groups) =>
      logRankWords({ logRank: null, groups: groups.map((group) => ({ ...group, ...change })) });
    expect(words({}, times.groups.slice(0, 1))).toBe('There are no two groups to compare.');
    expect(words({ events: 0 })).toBe('No run has grokked, so groups cannot be compared.');
    expect(words({})).toContain('no two of them were watched while runs grokked');
  });
});

describe('the heat map', () => {
  it('has a cell per pair of values, stronger for longer', async () => {
    const times = await here.shown();
    expect(heatFigure(times, 'median', SIZE).marks).toHaveLength(12);
    const strength = strengthOf(times.groups);
    const medians = times.groups.flatMap(({ median }) => median ?? []);
    expect(strength(Math.min(...medians))).toBe(0);
    expect(strength(Math.max(...medians))).toBe(1);
  });

  it('hatches cells in which no median was reached, inside of their frames', async () => {
    const times = await here.shown();
    const [first, ...others] = times.groups.map((group) => ({ ...group, median: 1000 }));
    const lines = (groups: GrokTimes['groups']) =>
      heatFigure({ ...times, groups }, 'median', SIZE).shapes.flatMap((shape) =>
        shape.kind === 'line' ? [[...shape.points]] : [],
      );
    const reached = lines([first as NonNullable<typeof first>, ...others]);
    const beyond = lines([{ ...(first as NonNullable<typeof first>), median: null }, ...others]);
    const frame = beyond.find(({ length }) => length === 10) as number[];
    const inside = beyond.filter(
      (points) => points.length === 4 && !reached.some((other) => other.join() === points.join()),
    );
    expect(inside).toHaveLength(beyond.length - reached.length - 1);
    expect(inside.length).toBeGreaterThan(3);
    for (const [x1, y1, x2, y2] of inside as [number, number, number, number][]) {
      for (const x of [x1, x2]) expect(x >= (frame[0] as number) && x <= (frame[2] as number)).toBe(true);
      for (const y of [y1, y2]) expect(y >= (frame[1] as number) && y <= (frame[5] as number)).toBe(true);
    }
    // No run, no claim.
    const empty = { ...(first as NonNullable<typeof first>), median: null, n: 0 };
    expect(lines([empty, ...others])).toHaveLength(reached.length + 1);
  });

  it('names the phase of each cell', async () => {
    here.state.router.set({ colour: 'phase', within: '8000' });
    const times = await here.shown();
    const { shapes } = heatFigure(times, 'phase', SIZE);
    const texts = shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []));
    for (const { phase } of times.groups) expect(phase).not.toBeNull();
    expect(texts).toContain('grokking');
    expect(texts).toContain('grok');
  });

  it('is titled by the settings it has, and frames the cells that have no colour', async () => {
    const title = (times: GrokTimes) =>
      figuresOf(times, { scales: { x: 'log', y: 'log' }, colour: 'median' })[2]?.title;
    const times = await here.shown();
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

describe('the groups in numbers', () => {
  it('say up to which step means are taken, which censored runs end', async () => {
    const times = await here.shown();
    const horizons = new Set(times.groups.flatMap(({ restrictedMean }) => restrictedMean?.horizon ?? []));
    expect(horizons.size).toBe(1);
    const { body } = render(GroupTable, { props: { times } });
    expect(body).toContain(`mean up to step ${count([...horizons][0] as number)}<`);
  });
});

describe('the data of the figures', () => {
  it('is what is drawn: runs, medians, curves, cells', async () => {
    const times = await here.shown();
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
    const times = await here.shown();
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
    const times = await here.shown();
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
    const request = here.lab.request.bind(here.lab);
    vi.spyOn(here.lab, 'request').mockImplementation((async (name: 'grokTimes.read', params: never) => {
      const answer = await request(name, params);
      if (name !== 'grokTimes.read') return answer;
      const [first, ...rest] = answer.groups;
      return { ...answer, groups: [...rest, { ...first, values: [null, 0.001], unknown: true, n: 5 }] };
    }) as typeof here.lab.request);
    const times = await here.shown();
    const last = times.groups.at(-1);
    expect(groupLabel(times.by, last?.values ?? [])).toBe('λ = not known, η = 0.001');
    expect(logRankWords(times)).toContain('Left out of it: 5 whose settings are not known.');
    expect(timesCsv(times)).toContain('not known,0.001,median');
  });
});

describe('groups', () => {
  it('have names and strokes of their own', async () => {
    const times = await here.shown();
    expect(groupLabel(times.by, times.groups[0]?.values ?? [])).toBe('λ = 0.1, η = 0.0003');
    const strokes = groupStrokes(times).map(({ colour, dash }) => `${colour}/${dash}`);
    expect(new Set(strokes).size).toBe(12);
  });
});

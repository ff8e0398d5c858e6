import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createAppState, type AppState } from '../../../../src-renderer/app-state.ts';
import { Exploration } from '../../../../src-renderer/explore/exploration.svelte.ts';
import { valuesOf } from '../../../../src-renderer/explore/group-names.ts';
import type { FakeLab } from '../../../helpers/fake-lab.ts';
import { aWindow } from '../../../helpers/fake-lab-window.ts';
import { DECAY, RATE, openExplore, shownBy } from '../../../helpers/open-explore.ts';

let lab: FakeLab;
let state: AppState;
let exploration: Exploration;
const shown = () => shownBy(exploration);

beforeEach(async () => {
  ({ lab, state, exploration } = await openExplore());
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

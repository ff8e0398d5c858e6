import { describe, expect, it, vi } from 'vitest';
import { createAppState } from '../../../../src-renderer/app-state.ts';
import { Exploration } from '../../../../src-renderer/explore/exploration.svelte.ts';
import { valuesOf } from '../../../../src-renderer/explore/group-names.ts';
import { aWindow } from '../../../helpers/fake-lab-window.ts';
import { DECAY, RATE, exploreBeforeEach, shownBy } from '../../../helpers/open-explore.ts';

const here = exploreBeforeEach();

describe('what is explored', () => {
  it('is the sweep of the address by its first two settings', async () => {
    const times = await here.shown();
    expect(times.by).toEqual([DECAY, RATE]);
    expect(times.groups.map(({ n }) => n).reduce((a, b) => a + b)).toBe(36);
    expect(valuesOf(times, 0)).toEqual([0.1, 0.3, 1, 3]);
  });

  it('is the newest sweep without an address, and all runs when asked for', async () => {
    here.state.router.set({ sweep: '' });
    expect(here.exploration.sweep?.name).toBe('more-seeds');
    here.exploration.chooseSweep('all');
    const times = await here.shown();
    expect(here.exploration.sweep).toBeNull();
    expect(times.points).toHaveLength(48);
  });

  it('is nothing where the sweep of the address is not there, until one is chosen that is', async () => {
    await here.shown();
    here.exploration.chooseSweep('99');
    expect(await here.shown()).toBeNull();
    expect(here.exploration).toMatchObject({ missing: '99', figures: [] });
    here.exploration.chooseSweep('1');
    expect((await here.shown()).points).toHaveLength(36);
    expect(here.exploration.missing).toBeNull();
    here.exploration.chooseSweep('all');
    expect(here.exploration.missing).toBeNull();
  });

  it.each([
    ['5', { before: '', after: '5', missing: '5' }],
    ['1', { before: '', after: '1', missing: null }],
    ['', { before: '', after: '2', missing: null }],
    ['all', { before: 'all', after: 'all', missing: null }],
  ])('says that the sweep %j is missing only once the sweeps are here', async (asked, said) => {
    const fresh = createAppState(here.lab, aWindow(`#/explore?sweep=${asked}`));
    const early = new Exploration(fresh);
    expect(early).toMatchObject({ missing: null, shownSweep: said.before });
    fresh.start();
    await vi.advanceTimersByTimeAsync(50);
    expect(early).toMatchObject({ missing: said.missing, shownSweep: said.after });
  });

  it('takes the runs that a filter lets through, and keeps what it has while the filter cannot be read', async () => {
    here.exploration.choose('filter', `${DECAY} >= 1 and not seed = 3`);
    const times = await here.shown();
    expect(valuesOf(times, 0)).toEqual([1, 3]);
    expect(times.points).toHaveLength(12);
    here.exploration.choose('filter', `${DECAY} >= `);
    expect(await here.shown()).toBe(times);
    expect(here.exploration.filterError).toMatchObject({ code: 'bad-request' });
  });

  it('offers the settings of runs too that were there before their sweep', async () => {
    here.exploration.chooseSweep('2');
    await here.shown();
    expect(here.exploration.choices).not.toContain(RATE);
    const own = (await here.lab.request('sweeps.get', { sweep: 2 })).points;
    const others = (await here.lab.request('sweeps.get', { sweep: 1 })).points;
    const points = [...own, ...others].map((point) => ({ ...point, reused: !own.includes(point) }));
    const { sweep } = await here.lab.request('sweeps.get', { sweep: 2 });
    const ask = here.lab.request.bind(here.lab);
    vi.spyOn(here.lab, 'request').mockImplementation(((name: 'sweeps.get', params: never) =>
      name === 'sweeps.get'
        ? Promise.resolve({ sweep, points })
        : ask(name, params)) as typeof here.lab.request);
    const fresh = new Exploration(here.state);
    await shownBy(fresh);
    expect(fresh.choices).toContain(RATE);
  });

  it('changes its groups, in the address', async () => {
    here.exploration.chooseBy(1, '');
    expect((await here.shown()).groups.map(({ values }) => values)).toEqual([[0.1], [0.3], [1], [3]]);
    here.exploration.chooseBy(0, '');
    expect(here.state.router.get('by')).toBe('none');
    expect((await here.shown()).groups).toHaveLength(1);
    here.exploration.chooseBy(0, 'seed');
    expect((await here.shown()).groups.map(({ n }) => n)).toEqual([12, 12, 12]);
  });

  it('offers the settings in which its runs differ', () => {
    expect(here.exploration.choices).toEqual([DECAY, RATE, 'seed']);
  });

  it('gives a loss a threshold, for it has none of its own', async () => {
    here.exploration.chooseMetric('val/loss');
    expect(here.exploration.definition).toMatchObject({ metric: 'val/loss', threshold: 0.1 });
    await here.shown();
    expect(here.exploration.error).toBeNull();
    here.exploration.chooseMetric('points');
    expect(here.state.router.get('threshold')).toBe('');
  });

  it('says what the lab refuses in place of old numbers', async () => {
    await here.shown();
    here.exploration.choose('threshold', '7');
    await here.shown();
    expect(here.exploration.times).toBeNull();
    expect(String(here.exploration.error)).toContain('threshold');
  });

  it('is read again while its runs go on, not at every change', async () => {
    await here.shown();
    const readings = () => here.lab.requests.filter(({ name }) => name === 'grokTimes.read').length;
    for (let i = 0; i < 5; i++) {
      here.lab.pass(0.5);
      here.exploration.follow();
    }
    expect(readings()).toBe(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(readings()).toBe(2);
  });
});

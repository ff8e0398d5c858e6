import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchStateOf, type SearchRow } from '../../../src-main/contract/values/bisect.ts';
import type { SweepSearch } from '../../../src-main/contract/values/sweep-spec.ts';

const SEARCH: SweepSearch = {
  ...{ path: 'task.trainFraction', low: 0.2, high: 0.6, scale: 'linear', whole: false },
  ...{ target: 0.5, rounds: 5 },
};

function aRow(value: number, reached: number, censored: number, rest: Partial<SearchRow> = {}): SearchRow {
  return { value, reached, censored, failed: 0, open: 0, ...rest };
}

/** Runs the search to its end against a rule, answering in any order. */
function carriedOut(search: SweepSearch, reaches: (value: number) => boolean) {
  const rows: SearchRow[] = [];
  for (;;) {
    const state = searchStateOf(search, rows);
    if (state.status !== 'searching') return { state, rows };
    for (const value of state.wanted) rows.unshift(reaches(value) ? aRow(value, 3, 1) : aRow(value, 0, 4));
  }
}

describe('a search', () => {
  it('asks for both ends, then for the middle of where the answer changes', () => {
    expect(searchStateOf(SEARCH, []).wanted).toEqual([0.2, 0.6]);
    expect(searchStateOf(SEARCH, [aRow(0.2, 0, 4)]).wanted).toEqual([0.6]);
    const ends = [aRow(0.2, 0, 4), aRow(0.6, 4, 0)];
    expect(searchStateOf(SEARCH, ends)).toMatchObject({ wanted: [0.4], halvings: 0 });
    expect(searchStateOf(SEARCH, [...ends, aRow(0.4, 3, 1)])).toMatchObject({
      low: 0.2,
      high: 0.4,
      wanted: [0.3],
    });
  });

  it('waits for runs that are open', () => {
    const open = [aRow(0.2, 0, 4), aRow(0.6, 3, 0, { open: 1 })];
    expect(searchStateOf(SEARCH, open)).toMatchObject({ status: 'searching', wanted: [0.6] });
  });

  it('says so where both ends lie on one side, and where every run failed', () => {
    const same = [aRow(0.2, 4, 0), aRow(0.6, 4, 0)];
    expect(searchStateOf(SEARCH, same).status).toBe('no-crossing');
    const failed = [aRow(0.2, 0, 0, { failed: 4 }), aRow(0.6, 4, 0)];
    expect(searchStateOf(SEARCH, failed).status).toBe('undecided');
  });

  it('closes in on the crossing, whichever way the answer changes, and halves its interval each round', () => {
    const critical = fc.double({ min: 0.2001, max: 0.5999, noNaN: true });
    fc.assert(
      fc.property(critical, fc.boolean(), fc.constantFrom('linear' as const, 'log'), (at, rising, scale) => {
        const { state } = carriedOut({ ...SEARCH, scale }, (value) => value >= at === rising);
        expect(state.status).toBe('found');
        expect(state.low).toBeLessThanOrEqual(at);
        expect(state.high).toBeGreaterThanOrEqual(at);
        const size = (low: number, high: number) => (scale === 'log' ? Math.log(high / low) : high - low);
        expect(size(state.low, state.high)).toBeCloseTo(size(0.2, 0.6) / 2 ** 5, 4);
      }),
    );
  });

  it('ends with neighbours where only whole numbers are taken', () => {
    const whole = { ...SEARCH, path: 'model.layers', low: 1, high: 40, whole: true, rounds: 40 };
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), (at) => {
        const { state } = carriedOut(whole, (value) => value >= at);
        expect([state.low, state.high]).toEqual([at - 1, at]);
      }),
    );
  });

  it('comes to the same state whatever the order in which answers came', () => {
    const { state, rows } = carriedOut(SEARCH, (value) => value > 0.33);
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(searchStateOf(SEARCH, shuffled)).toEqual(state);
      }),
    );
  });
});

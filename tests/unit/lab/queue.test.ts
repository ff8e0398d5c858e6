import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultThreads, movedPlaces, reordered, runsToStart } from '../../../src-main/lab/queue.ts';

const waiting = (...threads: number[]) =>
  threads.map((count, i) => ({ run: i + 1, threads: count, sweep: null, sweepParallel: null }));
const busy = (...threads: number[]) => threads.map((count) => ({ threads: count, sweep: null }));

describe('the queue', () => {
  it('starts runs in their order while threads are free', () => {
    expect(runsToStart(waiting(2, 1, 1, 1), { threads: 4, parallel: null, busy: [] })).toEqual([1, 2, 3]);
    expect(runsToStart(waiting(1, 1), { threads: 4, parallel: null, busy: busy(2, 2) })).toEqual([]);
    expect(runsToStart([], { threads: 4, parallel: null, busy: [] })).toEqual([]);
  });

  it('lets nobody overtake a run that needs more threads', () => {
    expect(runsToStart(waiting(4, 1), { threads: 4, parallel: null, busy: busy(1) })).toEqual([]);
    expect(runsToStart(waiting(1, 4, 1), { threads: 4, parallel: null, busy: [] })).toEqual([1]);
  });

  it('starts a run that wants more than the machine has, alone', () => {
    expect(runsToStart(waiting(8, 1), { threads: 2, parallel: null, busy: [] })).toEqual([1]);
    expect(runsToStart(waiting(8), { threads: 2, parallel: null, busy: busy(1) })).toEqual([]);
    expect(runsToStart(waiting(1), { threads: 2, parallel: null, busy: busy(8) })).toEqual([]);
  });

  it('starts no more runs than somebody set', () => {
    expect(runsToStart(waiting(1, 1, 1), { threads: 8, parallel: 2, busy: [] })).toEqual([1, 2]);
    expect(runsToStart(waiting(1), { threads: 8, parallel: 2, busy: busy(1, 1) })).toEqual([]);
  });

  it('lets others past the runs of a sweep that may have only so many', () => {
    const [a, b, c] = waiting(1, 1, 1);
    const ofSweep = { sweep: 7, sweepParallel: 1 };
    const runs = [{ ...a, ...ofSweep }, { ...b, ...ofSweep }, c].filter((run) => run?.run !== undefined);
    const occupancy = { threads: 4, parallel: null, busy: [] };
    expect(runsToStart(runs as ReturnType<typeof waiting>, occupancy)).toEqual([1, 3]);
  });

  it('never gives out more threads than there are while several runs run', () => {
    const threads = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 12 });
    const cores = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(threads, cores, threads, (asked, limit, taken) => {
        const started = runsToStart(waiting(...asked), {
          threads: limit,
          parallel: null,
          busy: busy(...taken),
        });
        const used = [...taken, ...started.map((id) => asked[id - 1] as number)];
        const sum = used.reduce((total, count) => total + count, 0);
        if (started.length > 0 && used.length > 1) expect(sum).toBeLessThanOrEqual(limit);
        if (asked.length > 0 && taken.length === 0) expect(started).not.toEqual([]);
      }),
    );
  });

  it('gives a run two threads, or the only one', () => {
    expect([1, 2, 16].map(defaultThreads)).toEqual([1, 2, 2]);
  });
});

describe('reordering', () => {
  const list = [1, 2, 3, 4, 5];

  it('moves runs together to an end or to a place, each up or each down', () => {
    expect(reordered(list, new Set([4, 2]), 'first')).toEqual([2, 4, 1, 3, 5]);
    expect(reordered(list, new Set([1, 3]), 'last')).toEqual([2, 4, 5, 1, 3]);
    expect(reordered(list, new Set([5]), 1)).toEqual([1, 5, 2, 3, 4]);
    expect(reordered(list, new Set([1]), 99)).toEqual([2, 3, 4, 5, 1]);
    expect(reordered(list, new Set([3, 4]), 'up')).toEqual([1, 3, 4, 2, 5]);
    expect(reordered(list, new Set([1, 2]), 'up')).toEqual(list);
    expect(reordered(list, new Set([3, 4]), 'down')).toEqual([1, 2, 5, 3, 4]);
  });

  it('loses and doubles nobody, and leaves the others in their order', () => {
    const place = fc.oneof(fc.constantFrom('first' as const, 'last', 'up', 'down'), fc.nat(7));
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(50)), fc.array(fc.nat(50)), place, (runs, some, to) => {
        const moved = new Set(some);
        const result = reordered(runs, moved, to);
        expect([...result].sort()).toEqual([...runs].sort());
        const still = (order: number[]) => order.filter((run) => !moved.has(run));
        expect(still(result)).toEqual(still(runs));
      }),
    );
  });

  it('keeps to the places of one priority', () => {
    const run = (id: number, priority: number, place: number) => ({ run: id, priority, place });
    const runs = [run(9, 1, 30), run(1, 0, 10), run(2, 0, 20), run(3, 0, 40)];
    expect(movedPlaces(runs, new Set([3]), 'first')).toEqual([
      { run: 3, place: 10 },
      { run: 1, place: 20 },
      { run: 2, place: 40 },
    ]);
  });
});

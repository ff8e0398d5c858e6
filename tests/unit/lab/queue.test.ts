import { describe, expect, it } from 'vitest';
import { defaultThreads, runsToStart } from '../../../src-main/lab/queue.ts';

const waiting = (...threads: number[]) => threads.map((count, i) => ({ id: i + 1, threads: count }));

describe('the queue', () => {
  it('starts runs in their order while cores are free', () => {
    expect(runsToStart(waiting(2, 1, 1, 1), { cores: 4, busyThreads: [] })).toEqual([1, 2, 3]);
    expect(runsToStart(waiting(1, 1), { cores: 4, busyThreads: [2, 2] })).toEqual([]);
    expect(runsToStart([], { cores: 4, busyThreads: [] })).toEqual([]);
  });

  it('lets nobody overtake a run that needs more threads', () => {
    expect(runsToStart(waiting(4, 1), { cores: 4, busyThreads: [1] })).toEqual([]);
    expect(runsToStart(waiting(1, 4, 1), { cores: 4, busyThreads: [] })).toEqual([1]);
  });

  it('starts a run that wants more than the machine has, alone', () => {
    expect(runsToStart(waiting(8, 1), { cores: 2, busyThreads: [] })).toEqual([1]);
    expect(runsToStart(waiting(8), { cores: 2, busyThreads: [1] })).toEqual([]);
  });

  it('starts nothing beside a run that already takes more than the cores', () => {
    expect(runsToStart(waiting(1), { cores: 2, busyThreads: [8] })).toEqual([]);
  });

  it('gives a run two threads, or the only one', () => {
    expect([1, 2, 16].map(defaultThreads)).toEqual([1, 2, 2]);
  });
});

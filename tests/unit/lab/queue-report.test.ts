import { describe, expect, it } from 'vitest';
import { better, layoutsFor } from '../../../src-main/lab/choose-workers.ts';
import { judge, speed } from '../../../src-main/lab/queue-report.ts';

describe('a run at work', () => {
  const usual = { stepsPerSecond: 100, still: 0, seconds: 60, usualSeconds: 0.01 };

  it('is slow below half of the usual speed, once it has shown it', () => {
    expect(judge(usual).pace).toBe('ok');
    expect(judge({ ...usual, stepsPerSecond: 40 })).toEqual({
      pace: 'slow',
      remark: '40.0 steps/s, where such runs make 100',
    });
    expect(judge({ ...usual, stepsPerSecond: 40, seconds: 1 }).pace).toBe('ok');
    expect(judge({ ...usual, stepsPerSecond: 1, usualSeconds: undefined }).pace).toBe('ok');
  });

  it('is stuck when no step comes for longer than steps take', () => {
    expect(judge({ ...usual, still: 31 })).toEqual({ pace: 'stuck', remark: 'no step for 31 s' });
    expect(judge({ ...usual, still: 31, usualSeconds: 10 }).pace).not.toBe('stuck');
  });
});

describe('the speed of the queue', () => {
  it('is what the runs at work come to, each to the end of its budget', () => {
    const run = { step: 500, steps: 1000, stepsPerSecond: 10 };
    expect(speed([run, run], 3)).toEqual({ runsPerHour: 72, secondsLeft: 200 });
    expect(speed([], 3)).toEqual({ runsPerHour: null, secondsLeft: null });
    expect(speed([{ ...run, stepsPerSecond: 0 }], 0)).toEqual({ runsPerHour: null, secondsLeft: null });
  });
});

describe('the choice of workers', () => {
  it('takes what finishes more runs an hour, and says by how much', () => {
    expect(layoutsFor(1)).toEqual([{ workers: 1, threads: 1 }]);
    const [single, double] = layoutsFor(2);
    const measured = [
      { ...(single as { workers: number; threads: number }), runsPerHour: 412.3 },
      { ...(double as { workers: number; threads: number }), runsPerHour: 300.1 },
    ];
    expect(better(measured)).toEqual({
      threads: 1,
      sentence: '2 workers x 1 thread: 412 runs/h against 300 with 1 worker x 2 threads',
    });
  });
});

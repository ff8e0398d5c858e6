import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createAppState, type AppState } from '../../../../src-renderer/app-state.ts';
import { QueueView } from '../../../../src-renderer/queue/queue-view.svelte.ts';
import { parallelWords, wholeNumber } from '../../../../src-renderer/queue/queue-words.ts';
import { FakeLab } from '../../../helpers/fake-lab.ts';
import { aWindow } from '../../../helpers/fake-lab-window.ts';

let lab: FakeLab;
let state: AppState;
let view: QueueView;

const order = (seed: number) => ({
  ...{ experiment: 'test-2022/addition', changes: { seed }, name: `seed-${seed}` },
  ...{ tags: [], engine: 'onnx-cpu' as const, threads: null },
});
const settled = () => vi.advanceTimersByTimeAsync(300);
const waiting = () => view.reading?.waiting.map(({ name }) => name);

beforeEach(async () => {
  vi.useFakeTimers();
  lab = new FakeLab({ stepsPerSecond: 100, running: 1 });
  for (const seed of [1, 2, 3, 4]) await lab.request('runs.create', order(seed));
  lab.pass(1);
  state = createAppState(lab, aWindow('#/queue'));
  state.start();
  view = new QueueView(state);
  view.start();
  await settled();
  return () => vi.useRealTimers();
});

describe('the queue', () => {
  it('tells what runs and what waits, in order, with speed and end', () => {
    expect(view.reading?.running.map(({ name, step }) => [name, step])).toEqual([['seed-1', 100]]);
    expect(waiting()).toEqual(['seed-2', 'seed-3', 'seed-4']);
    expect(view.reading?.queue).toMatchObject({ runsPerHour: 18, secondsLeft: 799 });
  });

  it('follows runs that end and others that start', async () => {
    lab.pass(200);
    lab.pass(1);
    await settled();
    expect(view.reading?.running.map(({ name }) => name)).toEqual(['seed-2']);
    expect(waiting()).toEqual(['seed-3', 'seed-4']);
  });

  it('moves runs by buttons and by dragging', async () => {
    await view.move(4, 'first');
    expect(waiting()).toEqual(['seed-4', 'seed-2', 'seed-3']);
    const [first, , last] = view.reading!.waiting;
    await view.moveTo(last!, first!);
    expect(waiting()).toEqual(['seed-3', 'seed-4', 'seed-2']);
    await view.moveTo(view.reading!.waiting[0]!, view.reading!.waiting[2]!);
    expect(waiting()).toEqual(['seed-4', 'seed-2', 'seed-3']);
  });

  it('puts a run that is dragged among more urgent ones there by their priority', async () => {
    await view.prioritize(3, 5);
    expect(waiting()).toEqual(['seed-3', 'seed-2', 'seed-4']);
    await view.moveTo(view.reading!.waiting[2]!, view.reading!.waiting[0]!);
    expect(view.reading?.waiting.map(({ name, priority }) => [name, priority])).toEqual([
      ['seed-4', 5],
      ['seed-3', 5],
      ['seed-2', 0],
    ]);
  });

  it('starts nothing while it is paused, and goes on', async () => {
    await view.toggle();
    lab.pass(200);
    lab.pass(1);
    await settled();
    expect(view.reading?.running).toEqual([]);
    await view.toggle();
    lab.pass(1);
    await settled();
    expect(view.reading?.running.map(({ name }) => name)).toEqual(['seed-2']);
  });

  it('takes a number of runs and threads, and gives them back to the machine', async () => {
    await view.configure({ parallel: 2, threads: 3 });
    expect(parallelWords(view.reading!.queue)).toContain('3 of 8 cores, at most 2 at a time');
    await view.configure({ parallel: null, threads: null });
    expect(parallelWords(view.reading!.queue)).toContain('all 8 cores, as many runs at a time as fit');
    expect(['', '4', '0', '2.5', 'x'].map(wholeNumber)).toEqual([null, 4, undefined, undefined, undefined]);
  });

  it('says what the lab refuses', async () => {
    await view.move(1, 'first');
    expect(state.notices.all.at(-1)?.text).toContain('does not wait');
  });
});

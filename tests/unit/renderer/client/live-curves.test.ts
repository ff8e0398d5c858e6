import { beforeEach, describe, expect, it } from 'vitest';
import { LiveCurves } from '../../../../src-renderer/client/live-curves.svelte.ts';
import { FakeLab } from '../../../helpers/fake-lab.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

let lab: FakeLab;
let curves: LiveCurves;

const follow = (id: number) =>
  curves.show({ runs: [id], metrics: ['val/accuracy', 'train/loss'], scale: 'log', width: 1000 });
const steps = (id: number) => [...curves.curve(id, 'val/accuracy').step];
/** What the lab itself holds of the run. */
const stored = (id: number) => {
  const run = lab.runs.get(id);
  return run ? run.steps.slice(0, run.done) : [];
};
const readings = () => lab.requests.filter(({ name }) => name === 'curves.read').length;

async function aRunningRun(): Promise<number> {
  const { run } = await lab.request('runs.create', {
    experiment: 'quick-start',
    changes: {},
    name: '',
    tags: [],
    engine: 'onnx-cpu',
    threads: null,
  });
  lab.pass(0);
  return run.id;
}

beforeEach(() => {
  lab = new FakeLab({ stepsPerSecond: 100 });
  curves = new LiveCurves(lab);
  return curves.start();
});

describe('live curves', () => {
  it('are read once and then grow without a hole or a double point', async () => {
    const id = await aRunningRun();
    lab.pass(1);
    follow(id);
    await settled();
    for (let i = 0; i < 8; i++) lab.pass(0.7);
    expect(steps(id)).toEqual(stored(id));
    expect(readings()).toBe(1);
  });

  it('merge what came while the reading was under way', async () => {
    const id = await aRunningRun();
    lab.pass(1);
    follow(id);
    lab.pass(1); // announced before the answer is back
    lab.pass(1);
    await settled();
    lab.pass(1);
    expect(steps(id)).toEqual(stored(id));
    expect(new Set(steps(id)).size).toBe(steps(id).length);
  });

  it('start from a queued run that has no point yet', async () => {
    const id = await aRunningRun();
    follow(id);
    await settled();
    expect(curves.ready).toBe(true);
    lab.pass(2);
    expect(steps(id)).toEqual(stored(id));
  });

  it('read anew after a hole', async () => {
    const id = await aRunningRun();
    follow(id);
    await settled();
    lab.pass(1);
    lab.goAway(); // nothing is heard any more …
    lab.pass(3);
    lab.state = { phase: 'online' }; // … and the page is not told either
    lab.pass(1);
    await settled();
    expect(readings()).toBe(2);
    expect(steps(id)).toEqual(stored(id));
  });

  it('read anew when the lab comes back', async () => {
    const id = await aRunningRun();
    follow(id);
    await settled();
    lab.goAway();
    lab.pass(5);
    lab.comeBack();
    await settled();
    lab.pass(1);
    expect(steps(id)).toEqual(stored(id));
    expect(curves.error).toBeNull();
  });

  it('drop what was cut off and follow the run on from there', async () => {
    const id = await aRunningRun();
    follow(id);
    await settled();
    lab.pass(10);
    lab.truncate(id, 500);
    expect(steps(id).at(-1)).toBe(500);
    await settled();
    lab.pass(1);
    lab.pass(1);
    expect(steps(id)).toEqual(stored(id));
    expect(steps(id)).toEqual([...steps(id)].sort((a, b) => a - b));
  });

  it('see that a series was cut back while nobody was listening', async () => {
    const id = await aRunningRun();
    follow(id);
    await settled();
    lab.pass(10);
    lab.goAway();
    lab.truncate(id, 300);
    lab.comeBack();
    await settled();
    lab.pass(1);
    await settled();
    lab.pass(1);
    expect(steps(id)).toEqual(stored(id));
  });

  it('follow what is shown now and let go of the rest', async () => {
    const first = await aRunningRun();
    const second = await aRunningRun();
    follow(first);
    follow(second);
    await settled();
    lab.pass(2);
    expect(steps(first)).toEqual([]);
    expect(steps(second)).toEqual(stored(second));
  });

  it('keep an error that is not about being away', async () => {
    follow(99);
    await settled();
    expect(String(curves.error)).toContain('no run');
  });

  it('stop listening when they are ended', async () => {
    const id = await aRunningRun();
    const own = new LiveCurves(lab);
    const stop = own.start();
    own.show({ runs: [id], metrics: ['val/accuracy'], scale: 'log', width: 100 });
    await settled();
    stop();
    lab.pass(2);
    expect([...own.curve(id, 'val/accuracy').step]).toEqual([0]);
  });
});
